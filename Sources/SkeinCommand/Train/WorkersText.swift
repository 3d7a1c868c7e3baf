import Skein
import Topology

/// Where the workers run, for people.
struct WorkersText {
  let crew: Crew
  /// The number of workers before the batch limited it.
  let wanted: Int
  let reports: [WorkerReport]

  /// More workers than this get one line in all.
  private static let mostLines = 8

  var text: String {
    let isa = crew.kernels.instructionSet.rawValue
    var lines = [
      MachineText.crew(crew.count, placement: crew.placement.policy)
        + (crew.fixedTeams.text.map { ", \($0)" } ?? "") + ", \(isa) kernels"
    ]
    if reports.count <= Self.mostLines {
      lines += reports.map { "  \($0)" }
    } else {
      let obtained = reports.reduce(CPUSet()) { $0.union($1.obtained ?? $1.processors) }
      lines.append("  workers 0–\(reports.count - 1): processors \(obtained)")
      lines += reports.filter { !$0.landed }.map { "  \($0)" }
    }
    if wanted > crew.count {
      lines.append(
        "  note: a batch splits into shards of two rows and more, which \(crew.count) of"
          + " \(NumberText.count(wanted, "worker")) share")
    }
    lines += crew.placement.notes.map { "  note: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
