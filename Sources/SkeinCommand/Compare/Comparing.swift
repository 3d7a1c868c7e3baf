import Foundation
import Skein
import Topology

/// `skein bench` with several placements, teams or programs.
struct Comparing {
  let options: BenchOptions
  let problem: BenchmarkProblem
  let candidates: CompareCandidates
  /// Tells people what is going on.
  let tell: (String) throws -> Void
  let quiet: Bool

  /// - Throws: what placing and measuring throw, `UsageError` for fewer than two candidates or too many.
  func report() throws -> ComparisonReport {
    let machine = try options.place.narrowed(Machine.discover())
    let (chosen, crews, notes) = try lineups(machine)
    try problem.checkMemory(workers: crews.map(\.count).max() ?? 1)
    try tell(
      "comparing \(chosen.count * (candidates.against == nil ? 1 : 2)) candidates in turn:"
        + " \(problem.inference ? "prediction" : "training") of"
        + " \(problem.architecture.specification), batch \(problem.batchSize)\n"
        + notes.map { "  note: \($0)\n" }.joined())
    let progress = CompareProgress(quiet: quiet)
    defer { progress.end() }
    guard let against = candidates.against else {
      return try CrewComparison(problem, candidates: chosen, crews: crews).report(
        seconds: options.secondsPerCrew, notes: notes,
        isInterrupted: { StopSignals.isRequested }, progress: progress.show)
    }
    return try ProgramComparison(
      options: options, problem: problem, candidates: chosen, against: against
    ).report(notes: notes, progress: progress.show)
  }

  /// The candidates that differ, and a crew for each.
  private func lineups(
    _ machine: Machine
  ) throws -> (candidates: [ComparisonCandidate], crews: [Crew], notes: [String]) {
    let kernels = try BenchCrews.kernels(options.isa)
    var chosen: [ComparisonCandidate] = []
    var crews: [Crew] = []
    var notes: [String] = []
    for policy in candidates.policies {
      let counts = try candidates.counts ?? [machine.place(policy: policy).workers.count]
      for count in counts {
        for team in candidates.teams.isEmpty ? [nil] : candidates.teams.map(Optional.some) {
          let candidate = ComparisonCandidate(workers: count, policy: policy, team: team)
          let placement = try machine.place(workers: count, policy: policy)
          let crew = Crew(
            machine: machine, placement: placement, kernels: kernels, team: team ?? .auto)
          if let same = try crews.firstIndex(where: { try isSame($0, crew) }) {
            notes.append("\(candidate.name) is the same as \(chosen[same].name) and left out.")
            continue
          }
          for note in placement.notes where !notes.contains(note) { notes.append(note) }
          chosen.append(candidate)
          crews.append(crew)
        }
      }
    }
    let needed = candidates.against == nil ? 2 : 1
    guard chosen.count >= needed else {
      throw UsageError(
        "nothing is left to compare; \(notes.joined(separator: " ").dropLast(1))")
    }
    guard chosen.count <= CompareCandidates.most else {
      throw UsageError(
        "\(chosen.count) candidates are too many to compare in turn; give at most"
          + " \(CompareCandidates.most)")
    }
    return (chosen, crews, notes)
  }

  /// Whether both put the same workers of the batch on the same processors.
  private func isSame(_ a: Crew, _ b: Crew) throws -> Bool {
    let (first, second) = (
      try a.lineup(for: problem.work()), try b.lineup(for: problem.work())
    )
    return first.teams == second.teams
      && first.crew.placement.workers.map(\.processors)
        == second.crew.placement.workers.map(\.processors)
  }
}

/// One line that says how far the comparison is; nothing where nobody could see it redrawn.
struct CompareProgress {
  private let terminal = Terminal()
  private let isShown: Bool

  init(quiet: Bool) {
    isShown = !quiet && terminal.isInteractive
  }

  func show(_ round: Int, of rounds: Int, _ name: String) {
    guard isShown else { return }
    let text = "round \(round + 1) of \(rounds): \(name)"
    StandardError.draw("\r\(text.prefix(max(terminal.columns - 1, 10)))\u{1B}[K")
  }

  /// Clears the line.
  func end() {
    if isShown { StandardError.draw("\r\u{1B}[K") }
  }
}
