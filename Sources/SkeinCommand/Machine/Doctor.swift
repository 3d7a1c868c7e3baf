import ArgumentParser
import Skein
import Topology

/// `skein doctor`: what keeps a training from the machine's full speed.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find what keeps training from this machine's full speed, and say what to do.",
    discussion: """
      EXAMPLES:
        skein doctor
            This machine and the default training.
        skein doctor --workers 8 --placement compact --batch-size 64
            The same for other workers and another batch.
        mpirun -n 4 --bind-to none skein doctor
            What the ranks have, how fast they tell each other, and which is slow.

      Checks the cpuset and its memory, the affinity mask, isolated processors, the
      cgroup quota and how often it was used up, limits on threads, the priority,
      launchers' and hwloc's variables, shared cores, what other processes do, the
      frequency governor, the instruction set, where each worker and its memory really
      land, how training scales, and what `skein tune` has stored. Each finding is one
      line: what was seen, and the remedy. Checks that could not run are named. The exit
      code is 0 when nothing was found, and 1 otherwise.
      """)

  @OptionGroup var shape: TuneProblem

  @OptionGroup var crew: CrewOptions

  @Flag(help: "Print the findings as JSON on standard output.")
  var json = false

  /// What `--json` prints.
  private struct Report: Encodable {
    let findings: [Finding]
    let checks: [String]
    let skipped: [Checkup.Skipped]
    let topologyHash: String
    let workers: Int
    let placement: String
    let kernels: String
    /// What the system counted for each worker of the short training; empty where there was none.
    let counters: [RunCounters]
    /// What keeps cycles, instructions and misses from being counted.
    @NullIfMissing var noHardwareCounters: String?
  }

  func run() throws {
    if let ranks = try MPIRanks.joined(split: crew.place.limits.split) {
      return try ranks.run(self) { try run(among: ranks) }
    }
    let problem = try shape.problem()
    let (workers, policy) = (try crew.count(), try crew.policy())
    let machine = try crew.place.narrowed(Machine.discover())
    let (lineup, wanted) = try Lineup.forBatch(
      problem.work(), workers: workers, policy: policy, machine: machine,
      team: crew.team.size() ?? .auto)
    let isChosen = workers == nil && crew.place.placement == nil
    let visit = DoctorVisit(
      problem: problem, crew: lineup.crew, wanted: wanted, isChosen: isChosen)
    let (checkup, crew) = (try visit.checkup(), lineup.crew)
    if json {
      let report = Report(
        findings: checkup.findings, checks: checkup.checks.map(\.rawValue),
        skipped: checkup.skipped, topologyHash: machine.topologyHash, workers: crew.count,
        placement: policy.description, kernels: crew.kernels.instructionSet.rawValue,
        counters: checkup.counters.map { RunCounters($0) },
        noHardwareCounters: HardwareAccess.here.obstacle)
      try StandardOutput.write(RunJSON.text(report))
    } else {
      try StandardOutput.tell(text(checkup, crew))
      if let obstacle = HardwareAccess.here.obstacle {
        try StandardOutput.tell(
          "note: bench counts no cycles, instructions and misses here: \(obstacle)\n")
      }
    }
    if !checkup.findings.isEmpty { throw FindingsRemain() }
  }

  private func text(_ checkup: Checkup, _ crew: Crew) -> String {
    let teams = crew.fixedTeams.text.map { ", \($0)" } ?? ""
    let crew = MachineText.crew(crew.count, placement: crew.placement.policy) + teams
    var text = checkup.findings.map { "\($0.topic.rawValue): \($0)\n" }.joined()
    if checkup.findings.isEmpty {
      text = "nothing is wrong (\(NumberText.count(checkup.checks.count, "check")); \(crew))\n"
    }
    return text
      + checkup.skipped.map { "not checked: \($0.check.rawValue): \($0.reason)\n" }.joined()
  }
}

/// Ends the program with exit code 1 after findings have been printed.
struct FindingsRemain: Error {}
