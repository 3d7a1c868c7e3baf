import KernelInterface
import Skein
import Topology

/// The crews that a benchmark compares.
struct BenchCrews {
  let crews: [Crew]
  /// What the user should know about the choice, one sentence each.
  let notes: [String]

  /// - Parameters:
  ///   - problem: shares its batch between no more workers than its teams have use for.
  ///   - meeting: what a meeting of so many members is taken to last, on a machine that is not here.
  /// - Throws: `TopologyError`, `KernelError` or `ModelError`.
  init(
    _ options: BenchOptions, problem: BenchmarkProblem, machine: Machine,
    meeting: ((_ members: Int) -> Double)? = nil
  ) throws {
    let policy = try options.place.policy()
    let kernels = try Self.kernels(options.isa)
    let automatic = try machine.place(policy: policy).workers.count
    let wanted = try options.counts() ?? Self.counts(upTo: automatic, preset: options.preset)
    let team = try options.team.size() ?? .auto
    // Under weak scaling the batch grows with the workers, so its shards never run out.
    let isWeak = options.scaling == .weak
    var crews: [Crew] = []
    for count in Set(wanted.map { min($0, Crew.mostThatMeet) }).sorted() {
      let crew = Crew(
        machine: machine, placement: try machine.place(workers: count, policy: policy),
        kernels: kernels, team: team)
      if let meeting { crew.assumeMeetings(meeting) }
      let members = isWeak ? crew : try crew.lineup(for: problem.work()).crew
      if !crews.contains(where: { $0.count == members.count }) { crews.append(members) }
    }
    self.crews = crews
    var notes: [String] = []
    if let most = wanted.last, let used = crews.last?.count, most > used {
      let shards = ShardPlan.shardCount(rows: problem.batchSize, batchSize: problem.batchSize)
      notes.append(
        used == Crew.mostThatMeet
          ? "No more than \(used) workers can wait for each other, so that many of \(most) do."
          : "A batch of \(problem.batchSize) splits into \(NumberText.count(shards, "shard")), and"
            + " \(used) of \(most) workers share it.")
    }
    for note in crews.flatMap(\.placement.notes) where !notes.contains(note) { notes.append(note) }
    self.notes = notes
  }

  /// 1, 2, 4 and so on, and the most; a sweep compares shapes instead.
  private static func counts(upTo most: Int, preset: BenchOptions.Preset?) -> [Int] {
    if preset == .sweep { return [most] }
    var counts = Array(sequence(first: 1) { $0 * 2 < most ? $0 * 2 : nil })
    if most > 1 { counts.append(most) }
    return counts
  }

  /// The kernels that the option names, or the preferred ones.
  static func kernels(_ isa: String?) throws -> KernelTable {
    try isa.map { name in
      try namingTheOption { try KernelSelection.table(named: name) }
    } ?? KernelSelection.preferred()
  }

  /// The kernels' own complaint names the environment variable; the option needs another one.
  private static func namingTheOption<Kernels>(_ choose: () throws -> Kernels) throws -> Kernels {
    do {
      return try choose()
    } catch KernelError.unknownInstructionSet(let name, let known) {
      throw UsageError(
        "there is no instruction set '\(name)'; give one of \(known.joined(separator: ", "))")
    }
  }
}
