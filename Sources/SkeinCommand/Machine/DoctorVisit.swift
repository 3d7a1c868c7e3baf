import Foundation
import Skein
import Topology

/// What the doctor does: looks at what others do, then at what is set, then trains for moments.
struct DoctorVisit {
  let problem: BenchmarkProblem
  let crew: Crew
  /// The number of workers before the batch limited it.
  let wanted: Int
  /// Whether `skein train` would choose the workers, by what the tuner has stored.
  let isChosen: Bool

  /// Seconds to watch the other processes, and to train with one worker and with all.
  private static let watching = 0.5
  private static let training = 0.7

  private var machine: Machine { crew.machine }

  func checkup() throws -> Checkup {
    var checkup = Checkup()
    let environment = ProcessInfo.processInfo.environment
    // Before anything of ours runs.
    let activity = ProcessorActivity.sample { Thread.sleep(forTimeInterval: Self.watching) }
    let others = activity.map { Diagnosis.activity($0, on: machine) }
    lookAround(environment, &checkup)
    checkup.add(.busyProcessors, of: others, otherwise: "/proc/stat cannot be read") { $0 }
    try lookAtThreads(&checkup)
    let batch =
      crew.count < wanted ? Diagnosis.batch(size: problem.batchSize, workers: wanted) : []
    checkup.add(.batch, finding: batch)
    try train(isQuiet: others?.isEmpty ?? true, isBatchTooSmall: !batch.isEmpty, &checkup)
    lookAtStoredChoice(environment, &checkup)
    return checkup
  }

  /// What is set, without running anything.
  private func lookAround(_ environment: [String: String], _ checkup: inout Checkup) {
    let launcher = Launcher.several(in: environment)
    checkup.add(.debugBuild, finding: Diagnosis.build(isDebug: Diagnosis.isDebugBuild))
    checkup.add(
      .cpuset, .affinityMask, finding: Diagnosis.allowance(machine, launcher: launcher))
    checkup.add(.isolated, finding: Diagnosis.isolation(machine, crew.placement))
    if machine.allMemory.count > 1 {
      checkup.add(.memoryNodes, finding: Diagnosis.memoryNodes(machine, crew.placement))
    } else {
      checkup.skip(.memoryNodes, "there is one NUMA node")
    }
    checkup.add(.hwlocVariables, finding: Diagnosis.hwlocVariables(machine))
    checkup.add(.launcher, finding: Diagnosis.launcher(environment, machine))
    checkup.add(
      .priority, of: ThreadScheduling.ofCallingThread(),
      otherwise: "/proc/thread-self cannot be read"
    ) { Diagnosis.priority($0) }
    checkup.add(.sharedProcessors, finding: Diagnosis.sharing(crew.placement, on: machine))
    let files = SystemFiles()
    if files.names(in: "/sys/devices/system/cpu/cpufreq").isEmpty {
      checkup.skip(.governor, "the system shows no cpufreq")
    } else {
      checkup.add(.governor, finding: Diagnosis.governor(files, on: machine))
    }
    checkup.add(
      .instructionSet,
      finding: Diagnosis.instructionSet(
        used: crew.kernels.instructionSet,
        available: KernelSelection.available.map(\.instructionSet),
        choice: environment["SKEIN_ISA"]))
  }

  /// Where threads land, as far as there are any.
  private func lookAtThreads(_ checkup: inout Checkup) throws {
    let started = Diagnosis.threadsThatStart(for: crew.count)
    checkup.add(
      .threadLimit,
      finding: Diagnosis.threads(wanted: crew.count, started: started, limit: ProcessLimit.read()))
    guard started == crew.count else {
      checkup.skip(.binding, "there are too few threads")
      return checkup.skip(.memory, "there are too few threads")
    }
    // Every processor that may be used, not only those of the placement.
    let everywhere = try Crew(
      policy: .processors(Array(machine.allowedProcessors)), machine: machine
    ).mustered()
    let landed = crew.placement.policy == .none ? [] : try crew.survey()
    let lost = landed.contains { !$0.landed }
    checkup.add(.binding, finding: Diagnosis.bindings(try lost ? landed : everywhere.survey()))
    guard machine.numaNodes > 1 else {
      return checkup.skip(.memory, "the memory of one NUMA node is allowed")
    }
    let memory = try crew.memorySurvey()
    checkup.add(
      .memory, of: memory.isEmpty ? nil : memory,
      otherwise: "the system does not tell where pages lie (move_pages)"
    ) { Diagnosis.memory($0, policy: machine.memoryPolicy()) }
  }

  /// Trains for moments: with one worker and with all, and at a quota that is not whole with the number
  /// below and the number above it.
  private func train(
    isQuiet: Bool, isBatchTooSmall: Bool, _ checkup: inout Checkup
  ) throws {
    let hasThreads = checkup.skipped.allSatisfy { $0.check != .binding }
    let obstacle =
      !isQuiet
      ? "other programs are busy" : isBatchTooSmall ? "the batch has too few shards" : nil
    guard hasThreads, obstacle == nil else {
      let reason = obstacle ?? "there are too few threads"
      checkup.skip(.scaling, reason)
      checkup.skip(.throttling, reason)
      return checkup.add(.quota, finding: Diagnosis.quota(machine, workers: crew.count))
    }
    let session = try StepSession(problem)
    let before = CPUThrottling.read()
    let gain = try quotaGain(session)
    if crew.count > 1 {
      checkup.add(.scaling, finding: try scaling(session, &checkup.counters))
    } else {
      checkup.skip(.scaling, "there is one worker")
    }
    checkup.add(.quota, finding: Diagnosis.quota(machine, workers: crew.count, gain: gain))
    let stood = CPUThrottling.between(before, CPUThrottling.read())
    if machine.cpuQuota == nil, stood == nil {
      checkup.skip(.throttling, "no control group has a quota")
    } else {
      checkup.add(
        .throttling, of: stood, otherwise: "cpu.stat of the control group cannot be read"
      ) { Diagnosis.throttling($0) }
    }
  }

  private func scaling(
    _ session: StepSession, _ counters: inout [WorkerCounters]
  ) throws -> [Finding] {
    let single = try Crew(workers: 1, policy: .spread, machine: machine)
    guard let one = try session.sample(single, seconds: Self.training),
      let all = try session.sample(crew, seconds: Self.training)
    else { return [] }
    counters = all.counters
    return Diagnosis.scaling(
      one: one.samplesPerSecond, crew: all.samplesPerSecond, phases: all.phases,
      batchSize: problem.batchSize)
  }

  /// How many times as fast the quota rounded down is as rounded up; nil where it is whole, or where
  /// the two turns of measuring do not agree.
  private func quotaGain(_ session: StepSession) throws -> Double? {
    guard let quota = machine.cpuQuota, quota.processors < Double(machine.processors) else {
      return nil
    }
    let (fewer, most) = Diagnosis.quotaWorkers(quota)
    guard fewer < most else { return nil }
    func rate(_ workers: Int) throws -> Double? {
      let crew = try Crew(workers: workers, policy: .spread, machine: machine)
      return try session.sample(crew, seconds: Self.training)?.samplesPerSecond
    }
    var gains: [Double] = []
    for isReversed in [false, true] {
      let rates = try (isReversed ? [most, fewer] : [fewer, most]).map(rate)
      guard let first = rates[0], let second = rates[1], first > 0, second > 0 else { return nil }
      gains.append(isReversed ? second / first : first / second)
    }
    guard (gains[0] > 1) == (gains[1] > 1) else { return nil }
    return (gains[0] * gains[1]).squareRoot()
  }

  private func lookAtStoredChoice(_ environment: [String: String], _ checkup: inout Checkup) {
    guard isChosen else {
      return checkup.skip(.storedChoice, "the workers or the placement were given")
    }
    let key = TuningKey(machine, problem, kernels: crew.kernels.instructionSet.rawValue)
    guard let store = TuningStore(environment: environment),
      let choice = (try? store.choice(for: key, on: machine)).flatMap({ $0 })
    else { return checkup.skip(.storedChoice, "none is stored for this machine and shape") }
    checkup.add(.storedChoice, finding: Diagnosis.stored(choice, age: choice.age()))
  }
}
