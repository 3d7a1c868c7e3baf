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
}
