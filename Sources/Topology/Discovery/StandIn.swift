/// The machine that hwloc's environment variables put in this one's place.
///
/// hwloc would read it unchecked, so Skein reads it as if it were named with a call, and then
/// hwloc, which has been given a machine, does not look at the variables. `HWLOC_COMPONENTS` may
/// choose among hwloc's ways to discover; it names no machine.
enum StandIn {
  case synthetic(String)
  case xml(path: String)

  private static let synthetic = "HWLOC_SYNTHETIC"
  private static let xmlFile = "HWLOC_XMLFILE"

  /// Nil when the environment names no other machine; an empty variable names none.
  init?(_ environment: [String: String]) throws(TopologyError) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    for name in ["HWLOC_FSROOT", "HWLOC_CPUID_PATH"] where value(name) != nil {
      throw .environment(
        variable: name,
        reason: "what another system's files say of its processors cannot be checked")
    }
    // The order is hwloc's.
    if let description = value(Self.synthetic) {
      self = .synthetic(description)
    } else if let path = value(Self.xmlFile) {
      self = .xml(path: path)
    } else {
      return nil
    }
  }

  func load() throws(TopologyError) -> LoadedTopology {
    switch self {
    case .synthetic(let description):
      do {
        try SyntheticDescription.check(description)
        return try .synthetic(description)
      } catch {
        throw Self.fault(Self.synthetic, error)
      }
    case .xml(let path):
      do {
        return try .xml(
          TopologyXML.canonical(Machine.contents(of: path), path: path), path: path)
      } catch {
        throw Self.fault(Self.xmlFile, error)
      }
    }
  }

  private static func fault(_ variable: String, _ error: TopologyError) -> TopologyError {
    var sentence = error.description
    if sentence.last == "." { sentence.removeLast() }
    return .environment(variable: variable, reason: "it names no machine (\(sentence))")
  }
}
