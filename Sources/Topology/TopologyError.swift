import Foundation

/// What a user or a file can do wrong when a machine is described or workers are placed on it.
public enum TopologyError: Error, Sendable, Hashable {
  /// A list of processors that cannot be read.
  case processorList(text: String, reason: String)
  /// A placement policy that does not exist.
  case policy(text: String)
  /// An expression of a placement that cannot be read, or that this machine has no answer to; the
  /// column of the mistake counts from 1.
  case placement(text: String, column: Int, reason: String)
  /// A process whose mask is not to be had.
  case process(Int)
  /// Limits of a placement that leave no processor.
  case nothingLeft(String)
  /// A topology file that cannot be opened, is no regular file, or is too large.
  case file(path: String, reason: String)
  /// A topology file that is not hwloc's XML; the line counts from 1, nil when unknown.
  case xml(path: String, line: Int?, reason: String)
  /// A synthetic description that hwloc cannot build.
  case synthetic(description: String, reason: String)
  /// hwloc could not discover this machine.
  case discovery(reason: String)
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
      return Self.plain("\"\(text)\" is no list of processors: \(reason)")
        + "; write numbers and rising ranges,"
        + " such as 0,2,4-7."
    case .policy(let text):
      return Self.plain("\"\(text)\" is no placement policy")
        + "; use spread, compact, smt, none, a list of"
        + " processors such as 0,2,4-7, or objects such as core:0-3, numa:1 or per:l3."
    case .placement(let text, let column, let reason):
      let rest = text.dropFirst(column - 1).prefix { !$0.isWhitespace }
      let shown = rest.count > 24 ? rest.prefix(23) + "…" : rest
      let place = shown.isEmpty ? "at its end" : "at character \(column), \"\(shown)\""
      return Self.plain("\"\(text)\"") + " is no placement here: "
        + Self.plain("\(place): \(reason)") + "."
    case .process(let number):
      return "there is no process \(number) whose affinity mask the system tells; see `ps`."
    case .nothingLeft(let reason):
      return Self.plain(reason) + "; no processor is left to run on."
    case .file(let path, let reason):
      return "\(path): the topology file cannot be read: \(reason)."
    case .xml(let path, let line, let reason):
      let place = line.map { "\(path):\($0)" } ?? path
      return "\(place): not a topology in hwloc's XML: \(reason); export one with `lstopo --of xml"
        + " FILE.xml`, from hwloc 1, 2 or 3."
    case .synthetic(let description, let reason):
      return "\"\(description)\" describes no topology: \(reason); write levels from the outside"
        + " in, such as \"pack:2 numa:2 core:8 pu:2\", or name an existing XML file."
    case .discovery(let reason):
      return "hwloc cannot discover this machine: \(reason); describe it with a topology file"
        + " instead."
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

  /// A user's text on one line, cut after 600 characters and without what a terminal would act on.
  private static func plain(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let shown = scalars.prefix(600).map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(shown)) + (scalars.count > 600 ? "…" : "")
  }
}
