import Foundation
import Skein
import Synchronization
import Testing

/// Collects what a training reports.
final class Notices: Sendable {
  private let list = Locked<[TrainingNotice]>([])
  let arrived = DispatchSemaphore(value: 0)

  var all: [TrainingNotice] { list.withLock { $0 } }

  func take(_ notice: TrainingNotice) {
    list.withLock { $0.append(notice) }
    arrived.signal()
  }
}

@Suite("Durability of a training")
struct DurabilityTests {
  @Test("a checkpoint that cannot be written is reported, and the training ends as it should")
  func lostFolder() throws {
    let notices = Notices()
    let job = DurableJob()
    let nowhere = CheckpointFolder("/proc/nothing", interval: 0)
    let trace = try job.run(
      workers: 2, checkpoints: nowhere, events: TrainingEvents(notice: notices.take))
    #expect(try trace == job.run(workers: 1))
    // Once, although no step's checkpoint could be written.
    #expect(notices.all.count == 1)
    #expect(
      notices.all[0].description.hasPrefix(
        "a checkpoint was not written, and training goes on from memory: /proc/nothing/"))
  }

  @Test("an interruption whose checkpoint cannot be written is an error")
  func lostInterruption() throws {
    let job = DurableJob()
    let stop = StopRequest()
    stop.request()
    let error = #expect(throws: CheckpointError.self) {
      try job.run(
        workers: 1, checkpoints: CheckpointFolder("/proc/nothing"), stop: stop,
        events: TrainingEvents(notice: { _ in }))
    }
    #expect(error?.description.hasPrefix("the last checkpoint was not written: ") == true)
  }

  @Test("only the first stop request counts")
  func firstRequest() {
    let stop = StopRequest()
    #expect(!stop.isRequested && stop.code == nil)
    let wasFirst = stop.request(code: 2)
    let wasSecond = stop.request(code: 15)
    #expect(wasFirst && !wasSecond && stop.code == 2 && stop.isRequested)
  }

  @Test("a worker that holds the others up is reported once, with its core, phase and step")
  func watchdog() throws {
    let notices = Notices()
    let job = DurableJob()
    let problem = try job.problem()
    let trainer = try job.trainer(problem, workers: 2)
    trainer.stallBound = 0.05
    let isBlocked = Atomic(false)
    try trainer.fit(
      job.training(problem),
      events: TrainingEvents(
        stepEnded: { step in
          guard step.epoch == 2, step.step == 3 else { return }
          // Until the report is there, however long that takes on a busy machine.
          isBlocked.store(
            notices.arrived.wait(timeout: .now() + 60) == .success, ordering: .relaxed)
        },
        notice: notices.take))
    let wasReported = isBlocked.load(ordering: .relaxed)
    #expect(wasReported)
    let stalls = notices.all.compactMap {
      if case .workerStalled(let worker) = $0 { worker } else { nil }
    }
    let own = stalls.filter { $0.phase == .reporting }
    let stall = try #require(own.first)
    #expect(own.count == 1 && stall.worker == 0 && stall.step == 8 && stall.seconds >= 0.05)
    #expect(
      stall.description.contains(
        "has been in an event, a callback or a checkpoint for 0 s, in step 8"))
  }

  /// Samples of which one makes whoever gathers it wait for a notice, once.
  private struct LateSource: SampleSource {
    let samples: ArraySource
    let late: Int
    let notices: Notices
    let hasWaited = Locked(false)

    var inputShape: LayerShape { samples.inputShape }
    var count: Int { samples.count }
    var targetCount: Int { samples.targetCount }

    func gatherInput(_ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>) {
      samples.gatherInput(sample, row: row, rows: rows, into: batch)
      let waits = hasWaited.withLock { done in
        defer { done = done || sample == late }
        return !done && sample == late
      }
      if waits { _ = notices.arrived.wait(timeout: .now() + 60) }
    }

    func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
      samples.gatherTargets(sample, into: row)
    }

    func identity() -> [IdentityItem] { samples.identity() }
  }

  @Test("the member of a team that is late is reported, and not those who wait for it")
  func lateMember() throws {
    let notices = Notices()
    let input = LayerShape(steps: 3, features: 2)
    // Of a batch of two rows, the second member gathers the second one.
    let source = LateSource(
      samples: .random(samples: 6, input: input, targets: 1), late: 3, notices: notices)
    let trainer = try Trainer(
      Model(Sequential(specification: "lstm:33,dense:1"), input: input, targets: 1),
      options: TrainingOptions(epochs: 1, batchSize: 2, shuffle: false),
      crew: TestMachine.crew(workers: 2, team: .fixed(2)))
    trainer.stallBound = 0.2
    try trainer.fit(source, events: TrainingEvents(notice: notices.take))
    let stalls = notices.all.compactMap {
      if case .workerStalled(let worker) = $0 { worker } else { nil }
    }
    let stall = try #require(stalls.first { $0.phase == .gather })
    #expect(stall.worker == 1 && stall.step == 2)
    #expect(!stalls.contains { $0.worker == 0 && $0.phase == .gather })
  }
}
