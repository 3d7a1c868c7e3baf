import CPlatform
import Topology

extension Diagnosis {
  /// Workers whose near memory a cpuset forbids: all of their memory is remote.
  package static func memoryNodes(_ machine: Machine, _ placement: Placement) -> [Finding] {
    let remote = placement.workers.map { machine.forbiddenMemory(near: $0) }
    let lost = remote.count { !$0.isEmpty }
    guard lost > 0 else { return [] }
    let forbidden = CPUSet(remote.flatMap { $0.map(\.number) })
    let allowed = CPUSet(machine.allMemory.filter(\.isAllowed).map(\.number))
    let near = CPUSet(
      machine.allMemory.filter(\.isAllowed).flatMap { Array($0.processors) }
    ).intersection(machine.allowedProcessors)
    let keep = near.isEmpty ? "" : ", or keep to the processors near it with --placement \(near)"
    return [
      Finding(
        .memoryNodes,
        "a cpuset leaves the memory of NUMA node \(allowed) alone (cpuset.mems), and"
          + " \(lost) of \(count(remote.count, "worker")) would run near node \(forbidden): all memory"
          + " of theirs is remote",
        remedy: "allow the nodes of the processors (`docker run --cpuset-mems`, systemd's"
          + " AllowedMemoryNodes=)\(keep)")
    ]
  }

  /// Times that a quota made the process stand still.
  ///
  /// - Parameter throttling: while the doctor trained; nil where no group counts.
  package static func throttling(_ throttling: CPUThrottling?) -> [Finding] {
    guard let throttling, throttling.throttled > 0 else { return [] }
    return [
      Finding(
        .throttling,
        "the quota was used up in \(throttling.throttled) of \(throttling.periods) periods while the"
          + " doctor trained, and the processes stood still for \(NumberText.duration(throttling.seconds))"
          + " in all (\(throttling.path))",
        remedy: "raise the quota, or train with fewer workers than it has processors")
    ]
  }

  /// Fewer threads to be had than workers.
  ///
  /// - Parameters:
  ///   - started: of the wanted threads, those that the system starts.
  ///   - limit: of the control groups.
  package static func threads(
    wanted: Int, started: Int, limit: ProcessLimit?
  ) -> [Finding] {
    guard started < wanted else { return [] }
    let group = limit.map { ", by \($0.path): \($0.current) of \($0.most) are taken" }
    return [
      Finding(
        .threadLimit,
        "the system starts \(started) of the \(count(wanted, "thread")) that the workers need"
          + (group ?? " (ulimit -u)"),
        remedy:
          "raise the limit (`docker run --pids-limit`, systemd's TasksMax=, `ulimit -u`), or use"
          + " --workers \(max(1, started))")
    ]
  }

  /// How many threads the system starts for so many workers, at most as many as those.
  package static func threadsThatStart(for workers: Int) -> Int {
    // Dispatch has some of its own.
    let spare = 2
    return min(workers, max(0, Int(skein_threads_that_start(Int32(workers + spare))) - spare))
  }

  /// A priority below that of other programs, or above the kernel's own threads.
  package static func priority(_ scheduling: ThreadScheduling?) -> [Finding] {
    guard let scheduling else { return [] }
    switch scheduling.schedulingClass {
    case "batch", "idle":
      return [
        Finding(
          .priority,
          "the process is in the scheduling class \(scheduling.schedulingClass): it waits while others"
            + " want its processors",
          remedy: "start it with `chrt --other 0 skein …`")
      ]
    case "fifo", "round-robin", "deadline":
      return [
        Finding(
          .priority,
          "the process is in the real-time class \(scheduling.schedulingClass): workers that wait for"
            + " each other keep the kernel's own threads from their processors",
          remedy: "start it with `chrt --other 0 skein …`")
      ]
    default: break
    }
    guard scheduling.nice > 0 else { return [] }
    return [
      Finding(
        .priority,
        "the process runs with niceness \(scheduling.nice): others get its processors first",
        remedy: "start it without nice; `renice -n 0 -p $$` raises a shell's, as root")
    ]
  }

  /// A stored choice that may no longer hold.
  ///
  /// - Parameter age: days since it was measured, nil where the clock tells nothing.
  package static func stored(_ choice: StoredTuning, age: Double?) -> [Finding] {
    var doubts: [String] = []
    if let others = choice.othersProcessors, others > TuningLoad.most(of: choice.key.processors) {
      doubts.append("it was measured while other programs kept \(amount(others)) processors busy")
    }
    if let age, age > oldAge { doubts.append("it is \(count(Int(age), "day")) old") }
    guard !doubts.isEmpty else { return [] }
    return [
      Finding(
        .storedChoice,
        "`skein train` uses a stored choice (\(choice.crewText), of \(choice.day)), and \(list(doubts))",
        remedy:
          "measure again with `skein tune`, or drop it with `skein tune --forget`, and the shape of"
          + " the training")
    ]
  }

  /// Days: kernels, microcode and neighbours change.
  private static let oldAge = 180.0
}
