import Foundation
import Skein
import Testing

@Suite("What is told of long epochs")
struct MeanwhileTests {
  @Test("from time to time the last step is told, by a thread of no worker, to the same bits")
  func steps() throws {
    let told = Locked<[TrainingEvents.Step]>([])
    let threads = Locked<Set<pthread_t>>([])
    var events = TrainingEvents(stepEnded: { _ in
      threads.withLock { _ = $0.insert(pthread_self()) }
      usleep(20_000)
    })
    events.meanwhilePeriod = 0.005
    events.meanwhile = { step in
      told.withLock { $0.append(step) }
      let isWorker = threads.withLock { $0.contains(pthread_self()) }
      #expect(!isWorker)
    }
    let job = DurableJob()
    let trace = try job.run(workers: 2, events: events)
    #expect(try trace == job.run(workers: 1))
    let steps = told.withLock { $0 }
    #expect(steps.count > 3)
    for (step, next) in zip(steps, steps.dropFirst()) {
      #expect((step.epoch, step.step) <= (next.epoch, next.step))
    }
    #expect(steps.allSatisfy { (0...$0.stepsPerEpoch).contains($0.step) })
    #expect(steps.contains { $0.step > 0 && $0.loss.isFinite })
  }
}
