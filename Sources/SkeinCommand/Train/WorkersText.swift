import Skein
import Topology

/// Where the workers run, for people.
struct WorkersText {
  let pool: WorkerPool
  /// The number of workers before the batch limited it.
  let wanted: Int
  let reports: [WorkerReport]

  /// More workers than this get one line in all.
  private static let mostLines = 8

  var text: String {
    let isa = pool.kernels.instructionSet.rawValue
    var lines = [
      MachineText.crew(pool.count, placement: pool.placement.policy) + ", \(isa) kernels"
    ]
    if reports.count <= Self.mostLines {
      lines += reports.map { "  \($0)" }
    } else {
      let obtained = reports.reduce(CPUSet()) { $0.union($1.obtained ?? $1.processors) }
      lines.append("  workers 0–\(reports.count - 1): processors \(obtained)")
      lines += reports.filter { !$0.landed }.map { "  \($0)" }
    }
    if wanted > pool.count {
      lines.append(
        "  note: a batch splits into \(pool.count) shards, so \(pool.count) of"
          + " \(NumberText.count(wanted, "worker")) train")
    }
    lines += pool.placement.notes.map { "  note: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
