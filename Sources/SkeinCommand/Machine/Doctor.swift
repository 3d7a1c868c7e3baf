import ArgumentParser
import Foundation
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

      Checks the cpuset, the affinity mask, the cgroup quota, launchers' bindings,
      shared cores, what other processes do, the frequency governor, the instruction
      set, where each worker and its memory really land, and how training scales.
      Each finding is one line: what was seen, and the remedy. The exit code is 0 when
      nothing was found, and 1 otherwise.
      """)

  @OptionGroup var shape: TuneProblem

  @OptionGroup var crew: CrewOptions

  @Flag(help: "Print the findings as JSON on standard output.")
  var json = false

  /// Seconds to watch the other processes, and to train with one worker and with all.
  private static let watching = 0.5
  private static let training = 0.7

  /// What `--json` prints.
  private struct Report: Encodable {
    let findings: [Finding]
    let checks: [String]
    let topologyHash: String
    let workers: Int
    let placement: String
    let kernels: String
  }

  func run() throws {
    let problem = try shape.problem()
    let (workers, policy) = (try crew.count(), try crew.policy())
    let machine = try Machine.discover()
    let (lineup, wanted) = try Lineup.forBatch(
      problem.work(), workers: workers, policy: policy, machine: machine,
      team: crew.team.size() ?? .auto)
    let crew = lineup.crew
    let findings = try findings(problem, crew, wanted: wanted)
    if json {
      let report = Report(
        findings: findings, checks: Finding.Topic.allCases.map(\.rawValue),
        topologyHash: machine.topologyHash, workers: crew.count, placement: policy.description,
        kernels: crew.kernels.instructionSet.rawValue)
      try StandardOutput.write(RunJSON.text(report))
    } else {
      try StandardOutput.tell(text(findings, crew))
    }
    if !findings.isEmpty { throw FindingsRemain() }
  }

  private func findings(
    _ problem: BenchmarkProblem, _ crew: Crew, wanted: Int
  ) throws -> [Finding] {
    let machine = crew.machine
    let environment = ProcessInfo.processInfo.environment
    // Before anything of ours runs.
    let activity = ProcessorActivity.sample { Thread.sleep(forTimeInterval: Self.watching) }
    let others = activity.map { Diagnosis.activity($0, on: machine) } ?? []
    var findings = Diagnosis.build(isDebug: Diagnosis.isDebugBuild)
    findings += Diagnosis.allowance(machine) + Diagnosis.quota(machine)
    findings += Diagnosis.launcher(environment, machine)
    findings += Diagnosis.sharing(crew.placement, on: machine) + others
    findings += Diagnosis.governor(SystemFiles(), on: machine)
    findings += Diagnosis.instructionSet(
      used: crew.kernels.instructionSet,
      available: KernelSelection.available.map(\.instructionSet), choice: environment["SKEIN_ISA"])
    // Every processor that may be used, not only those of the placement.
    let everywhere = try Crew(
      policy: .processors(Array(machine.allowedProcessors)), machine: machine)
    let landed = crew.placement.policy == .none ? [] : try crew.survey()
    let lost = landed.contains { !$0.landed }
    findings += Diagnosis.bindings(try lost ? landed : everywhere.survey())
    findings += try Diagnosis.memory(crew.memorySurvey())
    // Teams find work for more workers than a batch has shards.
    let batch =
      crew.count < wanted ? Diagnosis.batch(size: problem.batchSize, workers: wanted) : []
    findings += batch
    // What others take would be blamed on the batch.
    if others.isEmpty, batch.isEmpty, crew.count > 1 {
      findings += try scaling(problem, crew)
    }
    return findings
  }

  /// Trains a moment with one worker and with all of them.
  private func scaling(_ problem: BenchmarkProblem, _ crew: Crew) throws -> [Finding] {
    let probe = try StepSession(problem)
    let single = try Crew(workers: 1, policy: .spread, machine: crew.machine)
    guard let one = try probe.sample(single, seconds: Self.training),
      let crew = try probe.sample(crew, seconds: Self.training)
    else { return [] }
    return Diagnosis.scaling(
      one: one.samplesPerSecond, crew: crew.samplesPerSecond, phases: crew.phases,
      batchSize: problem.batchSize)
  }

  private func text(_ findings: [Finding], _ crew: Crew) -> String {
    let teams = crew.fixedTeams.text.map { ", \($0)" } ?? ""
    let crew = MachineText.crew(crew.count, placement: crew.placement.policy) + teams
    guard !findings.isEmpty else {
      let checks = Finding.Topic.allCases.count
      return "nothing is wrong (\(checks) checks; \(crew))\n"
    }
    return findings.map { "\($0.topic.rawValue): \($0)\n" }.joined()
  }
}

/// Ends the program with exit code 1 after findings have been printed.
struct FindingsRemain: Error {}
