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
}
