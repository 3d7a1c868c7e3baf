import Foundation
import Skein
import Synchronization
import Testing
import Topology

@Suite("Trainings side by side") struct TrainingLanesTests {
  @Test("what is left over shares all workers, and every training is done once")
  func waves() {
    for workers in 1...9 {
      for trainings in 1...40 {
        for most in [1, 2, 100] {
          var left = trainings
          var sizes: [Int] = []
          while left > 0 {
            let (lanes, done) = TrainingLanes.wave(left, workers: workers, most: most)
            #expect(lanes >= 1 && lanes <= min(workers, most) && done >= lanes && done <= left)
            #expect(done.isMultiple(of: lanes))
            sizes.append(lanes)
            left -= done
          }
          #expect(sizes == sizes.sorted(by: >))
        }
      }
    }
    #expect(TrainingLanes.wave(5, workers: 2, most: 9) == (2, 4))
    #expect(TrainingLanes.wave(1, workers: 2, most: 9) == (1, 1))
  }

  @Test("each job runs once on its lane's own workers, and the first error stops the others")
  func run() throws {
    let crew = try Crew(workers: 2)
    let done = Locked<[Int]>([])
    let shares = Locked<Set<Int>>([])
    try TrainingLanes(crew, most: 9).run(Array(0..<5), stop: StopRequest()) { job, crew, _ in
      done.withLock { $0.append(job) }
      shares.withLock { _ = $0.insert(crew.count) }
      try crew.run { _ in }
    }
    #expect(done.withLock { $0.sorted() } == [0, 1, 2, 3, 4])
    #expect(shares.withLock { $0 } == [1, 2])

    let begun = Locked(0)
    #expect(throws: CancellationError.self) {
      try TrainingLanes(crew, most: 1).run(Array(0..<9), stop: StopRequest()) { job, _, _ in
        begun.withLock { $0 += 1 }
        if job == 2 { throw CancellationError() }
      }
    }
    #expect(begun.withLock { $0 } == 3)

    let stop = StopRequest()
    let some = Locked(0)
    try TrainingLanes(crew, most: 1).run(Array(0..<9), stop: stop) { job, _, own in
      some.withLock { $0 += 1 }
      if job == 3 { stop.request() }
      #expect(own.isRequested == (job == 3))
    }
    #expect(some.withLock { $0 } == 4)
  }

  @Test("ranks do every job once between them, and each hears of all outcomes in one order")
  func ranks() throws {
    for count in 1...4 {
      let done = Locked<[Int]>([])
      let heard = try LocalRank.run(count) { rank in
        let heard = Locked<[Int]>([])
        try TrainingLanes(Crew(workers: 1), most: 2).run(
          Array(0..<9), among: rank, stop: StopRequest()
        ) { job, _, _ in
          done.withLock { $0.append(job) }
          return job
        } told: { job in
          heard.withLock { $0.append(job) }
        }
        return heard.withLock { $0 }
      }
      #expect(done.withLock { $0.sorted() } == Array(0..<9))
      #expect(heard.allSatisfy { $0 == heard[0] } && heard[0].sorted() == Array(0..<9))
    }
  }

  @Test("a rank that fails or is asked to stop ends the jobs of all")
  func failingRank() throws {
    let errors = try LocalRank.run(3) { rank -> String in
      do {
        try TrainingLanes(Crew(workers: 1), most: 1).run(
          Array(0..<6), among: rank, stop: StopRequest()
        ) { job, _, stop -> Int? in
          if job == 1 { throw CancellationError() }
          while !stop.isRequested { usleep(1000) }
          return nil
        } told: { _ in
        }
        return "none"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      errors == [
        "rank 1: CancellationError()", "CancellationError()", "rank 1: CancellationError()",
      ])

    let codes = try LocalRank.run(2) { rank -> Int32? in
      let stop = StopRequest()
      try TrainingLanes(Crew(workers: 1), most: 1).run(Array(0..<4), among: rank, stop: stop) {
        job, _, own -> Int? in
        if job == 1 { stop.request(code: 15) }
        while !own.isRequested { usleep(1000) }
        return own.code == 15 ? nil : job
      } told: { _ in
      }
      return stop.code
    }
    #expect(codes == [15, 15])
  }
}
