import Skein
import Topology

/// A machine and a placement, for people.
struct TopologyText {
  private let machine: Machine
  private let placement: Placement
  private let teams: TeamPlan

  init(_ machine: Machine, _ placement: Placement, _ teams: TeamPlan) {
    self.machine = machine
    self.placement = placement
    self.teams = teams
  }

  var text: String {
    var lines = [machine.isThisMachine ? "This machine" : machine.source]
    lines += facts.map { name, value in
      "  \(name)\(String(repeating: " ", count: 11 - name.count))\(value)"
    }
    lines.append("")
    let terminal = Terminal()
    let map = TopologyMap(
      machine, placement, characters: terminal.isUnicode ? .unicode : .ascii)
    lines += map.lines(width: max(24, min(terminal.columns - 3, 80))).map { "  " + $0 }
    lines.append("")
    lines.append(
      MachineText.crew(placement.workers.count, placement: placement.policy)
        + (teams.text.map { ", \($0)" } ?? ""))
    if placement.workers.count <= Self.mostRows { lines.append(table) }
    lines += placement.notes.map { "  note: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// More workers than this would push the map off the screen; `--json` lists them all.
  private static let mostRows = 32

  private var table: String {
    let hasTeams = teams.mostMembers > 1
    var table = TextTable(
      header: ["  worker", "processors", "core", "NUMA node"] + (hasTeams ? ["team"] : []))
    for place in placement.workers {
      table.append(
        [
          "  \(place.worker)", "\(place.processors)", place.core.map(String.init) ?? "any",
          place.numaNode.map(String.init) ?? "–",
        ] + (hasTeams ? ["\(teams.team(of: place.worker))"] : []))
    }
    return String(table.text.dropLast())
  }

  private var facts: [(String, String)] {
    let size = MachineText.size(
      packages: machine.packages, numaNodes: machine.numaNodes, cores: machine.cores,
      processors: machine.processors)
    var facts = [("usable", size)]
    let caches = [
      ("L1", machine.caches.l1d), ("L2", machine.caches.l2), ("L3", machine.caches.l3),
    ].compactMap { name, level in level.map { "\(name) \(Self.cache($0))" } }
    facts.append(("caches", caches.isEmpty ? "unknown" : caches.joined(separator: ", ")))
    if machine.coreKinds.count > 1 {
      facts.append(("core kinds", machine.coreKinds.map(Self.kind).joined(separator: "; ")))
    }
    facts.append(("allowed", "processors \(machine.allowedProcessors)"))
    let quota = machine.cpuQuota.map {
      "\(NumberText.significant($0.processors, digits: 4)) processors' time (\($0.path))"
    }
    facts.append(("quota", quota ?? "none"))
    return facts
  }

  private static func cache(_ level: Caches.Level) -> String {
    let share = level.sharingProcessors
    return NumberText.bytes(level.bytes) + (share > 1 ? " for \(share) processors" : "")
  }

  private static func kind(_ kind: CoreKind) -> String {
    var text = kind.name ?? (kind.isPerformance ? "performance" : "efficiency")
    if let frequency = kind.maximumFrequency { text += ", \(frequency) MHz" }
    return text + ": processors \(kind.processors)"
  }
}
