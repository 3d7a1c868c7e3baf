/// The processors of one kind, as a `<cpukind>` tells them.
struct XMLKind {
  /// More than any machine has; hwloc compares each with each.
  static let maximumKinds = 64
  /// hwloc makes parts of kinds that overlap.
  private static let maximumParts = 256
  private static let maximumNotes = 16
  /// What hwloc ranks kinds by and Skein names them after.
  private static let names: Set = [
    "CoreType", "FrequencyMaxMHz", "FrequencyBaseMHz", "LinuxCapacity",
  ]

  let line: Int
  let processors: CPUSet
  let efficiency: Int32?
  private(set) var notes: [(name: String, value: String)] = []

  init(_ element: XMLElement) throws(XMLFault) {
    line = element.line
    guard let set = try element.set("cpuset") else {
      throw element.fault("a cpukind has no cpuset")
    }
    processors = set
    efficiency = try element.attributes["forced_efficiency"].map { text throws(XMLFault) in
      guard let value = Int32(text), value >= -1 else {
        throw element.fault("forced_efficiency=\"\(text.prefix(40))\" is no number from -1 up")
      }
      return value
    }
  }

  mutating func add(_ info: XMLElement) throws(XMLFault) {
    guard let name = info.attributes["name"], Self.names.contains(name),
      let value = try info.label("value")
    else { return }
    guard notes.count < Self.maximumNotes else {
      throw info.fault("a cpukind says more than \(Self.maximumNotes) things")
    }
    notes.append((name, value))
  }

  /// Refuses kinds that overlap in too many ways: each part costs hwloc a set and copies of notes.
  static func checkParts(_ kinds: [XMLKind]) throws(XMLFault) {
    var parts: [CPUSet] = []
    for kind in kinds {
      var rest = kind.processors
      for index in parts.indices where !rest.isDisjoint(with: parts[index]) {
        let common = parts[index].intersection(rest)
        let other = parts[index].subtracting(rest)
        rest = rest.subtracting(common)
        parts[index] = common
        if !other.isEmpty { parts.append(other) }
      }
      if !rest.isEmpty { parts.append(rest) }
      guard parts.count <= maximumParts else {
        throw XMLFault(
          line: kind.line, "the cpukinds overlap in more than \(maximumParts) parts")
      }
    }
  }
}
