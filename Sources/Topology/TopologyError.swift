import Foundation

/// What a user or a file can do wrong when a machine is described or workers are placed on it.
public enum TopologyError: Error, Sendable, Hashable {
  /// A list of processors that cannot be read.
  case processorList(text: String, reason: String)
  /// A placement policy that does not exist.
  case policy(text: String)
  /// A topology file that cannot be opened, is no regular file, or is too large.
  case file(path: String, reason: String)
  /// A topology file that is not hwloc 2 XML; the line counts from 1, nil when unknown.
  case xml(path: String, line: Int?, reason: String)
  /// A synthetic description that hwloc cannot build.
  case synthetic(description: String, reason: String)
  /// hwloc could not discover this machine.
  case discovery(reason: String)
  /// A variable of hwloc's in the environment that cannot be followed.
  case environment(variable: String, reason: String)
  /// The machine, a file's path or a description, leaves no processor to run on.
  case noProcessors(machine: String)
  /// Processors of an explicit list that may not be used.
  case processorsNotAllowed(CPUSet, allowed: CPUSet)
  /// A number of workers below one or above `Machine.maximumWorkers`.
  case workers(Int)
}

extension TopologyError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .processorList(let text, let reason):
      return "\"\(text)\" is no list of processors: \(reason); write numbers and rising ranges,"
        + " such as 0,2,4-7."
    case .policy(let text):
      return "\"\(text)\" is no placement policy; use spread, compact, smt, none, or a list of"
        + " processors such as 0,2,4-7."
    case .file(let path, let reason):
      return "\(path): the topology file cannot be read: \(reason)."
    case .xml(let path, let line, let reason):
      let place = line.map { "\(path):\($0)" } ?? path
      return "\(place): not a topology in hwloc 2 XML: \(reason); export one with `lstopo --of xml"
        + " FILE.xml`."
    case .synthetic(let description, let reason):
      return "\"\(description)\" describes no topology: \(reason); write levels from the outside"
        + " in, such as \"pack:2 numa:2 core:8 pu:2\", or name an existing XML file."
    case .discovery(let reason):
      return "hwloc cannot discover this machine: \(reason); describe it with a topology file"
        + " instead."
    case .environment(let variable, let reason):
      return "\(variable) is set, and \(reason); unset it."
    case .noProcessors(let machine):
      return "\(machine) leaves no processor to run on; widen the affinity mask or the cpuset."
    case .processorsNotAllowed(let refused, let allowed):
      let noun = refused.count == 1 ? "processor \(refused) is" : "processors \(refused) are"
      return "\(noun) not allowed here; choose from \(allowed)."
    case .workers(let count):
      return "\(count) workers cannot be placed; ask for 1 to \(Machine.maximumWorkers)."
    }
  }

  public var errorDescription: String? { description }
}
