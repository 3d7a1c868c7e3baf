import Foundation
import Skein
import Testing

@Suite("The status of a run")
struct RunStatusTests {
  /// Trains with its status in a folder, and looks at it between the epochs.
  private func train(
    in path: String, epochs: Int = 3, stop: StopRequest? = nil,
    look: @escaping @Sendable (RunStatus) -> Void = { _ in }
  ) throws -> History {
    let problem = try RandomProblem(
      Sequential(specification: "lstm:6,dense:1"), window: 5, windows: 40, seed: 3)
    let trainer = try Trainer(
      problem.model, options: TrainingOptions(epochs: epochs, batchSize: 8, seed: 1),
      crew: TestMachine.crew(workers: 2, team: .fixed(1)))
    trainer.board = try StatusFile.board(in: Folder(path: path))
    trainer.stopRequest = stop
    let data = problem.dataset
    return try trainer.fit(
      WindowSource(WindowSet(dataset: data, windows: 0..<32)),
      validation: WindowSource(WindowSet(dataset: data, windows: 32..<40)),
      events: TrainingEvents(
        epochEnded: { record in
          if let status = try? RunStatus(inRun: path) { look(status) }
          if record.epoch == 2 { stop?.request() }
          return .goOn
        }))
  }

  @Test("a training is seen running, with the numbers that its history has")
  func running() throws {
    try withTemporaryFolder { path in
      let seen = Locked<[RunStatus]>([])
      let history = try train(in: path) { status in seen.withLock { $0.append(status) } }
      let statuses = seen.withLock { $0 }
      #expect(statuses.count == 3)
      for (status, record) in zip(statuses, history.epochs) {
        #expect(status.state == .running && status.process == getpid())
        #expect(status.epochs == 3 && status.stepsPerEpoch == 4 && status.batchSize == 8)
        #expect(status.epoch == record.epoch && status.step == 4)
        #expect(status.samples == 32 * record.epoch)
        #expect(status.lastLoss == record.loss && status.validationLoss == record.validationLoss)
        #expect(status.loss == record.loss, "of all steps of the epoch")
        #expect(status.workers.map(\.worker) == [0, 1])
        #expect(status.workers.map(\.phase) == [.reporting, .waiting])
        #expect(status.workers.allSatisfy { $0.step == 4 * record.epoch })
        #expect(status.workers.allSatisfy { $0.waitingSeconds <= $0.seconds })
        #expect((status.silentSeconds ?? -1) >= 0)
      }
      let end = try RunStatus(inRun: path)
      #expect(end.state == .ended && end.samples == 96)
      #expect(end.bestEpoch == history.bestEpoch)
      let best = history.epochs.compactMap(\.validationLoss).min()
      #expect(end.bestLoss == best)
      #expect(end.workers.allSatisfy { $0.phase == .finished })
      #expect(end.samplesPerSecond > 0)
    }
  }

  @Test("a training that was asked to stop is interrupted")
  func interrupted() throws {
    try withTemporaryFolder { path in
      let history = try train(in: path, epochs: 9, stop: StopRequest())
      guard case .interrupted = history.ending else {
        Issue.record("\(history.ending)")
        return
      }
      #expect(try RunStatus(inRun: path).state == .interrupted)
    }
  }

  /// The words of a training that runs.
  private func words(in path: String) throws -> [UInt64] {
    let board = try StatusFile.board(in: Folder(path: path))
    board.write {
      $0[.state] = StatusBoard.State.running.rawValue
      $0[.workers] = 2
      $0[.epochs] = 5
      $0[.epoch] = 1
    }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/.status")))
    try #require(bytes.count == StatusBoard.bytes)
    return (0..<bytes.count / 8).map { word in
      (0..<8).reduce(0) { $0 | UInt64(bytes[8 * word + $1]) << UInt64(8 * $1) }
    }
  }

  @Test(
    "a process that is gone, or another one of its number, was killed; one elsewhere is nobody's")
  func stale() throws {
    try withTemporaryFolder { path in
      let words = try words(in: path)
      let own = StatusIdentity.ownSystem
      func state(_ own: UInt64, _ start: @escaping (Int32) -> UInt64?) throws -> RunStatus.State {
        try RunStatus(words: words, file: "f", own: own, start: start).state
      }
      #expect(try state(own, StatusIdentity.start) == .running)
      #expect(try state(own) { _ in nil } == .killed)
      #expect(try state(own) { _ in 1 } == .killed)
      #expect(try state(own ^ 1, StatusIdentity.start) == .elsewhere)
      #expect(StatusIdentity.start(of: getpid()) != nil)
      #expect(StatusIdentity.start(of: 0x3FFF_FFFF) == nil)
    }
  }

  @Test("words that make no sense are an error, whichever they are")
  func malformed() throws {
    try withTemporaryFolder { path in
      let good = try words(in: path)
      let own = StatusIdentity.ownSystem
      func read(_ words: [UInt64]) throws -> RunStatus {
        try RunStatus(words: words, file: "f", own: own, start: StatusIdentity.start)
      }
      let bad: [(StatusBoard.Field, UInt64)] = [
        (.magic, 0), (.version, 2), (.state, 0), (.state, 9), (.process, 0), (.process, 1 << 40),
        (.workers, 241), (.epochs, .max), (.step, 1 << 60), (.samples, .max), (.batchSize, .max),
      ]
      for (field, value) in bad {
        var words = good
        words[field.rawValue] = value
        #expect(throws: RunStatusError.self, "\(field) \(value)") { try read(words) }
      }
      // Any other word may hold anything.
      let stream = RandomStream(seed: 1, purpose: .noise, stream: 9)
      for round in 0..<200 {
        var words = good
        for place in 0..<8 {
          let at =
            StatusBoard.firstWorker + Int(stream.uniform(at: UInt64(16 * round + place)) * 32)
          words[at] = UInt64(stream.uniform(at: UInt64(16 * round + place + 8)) * 0x1p63) << 1
        }
        #expect(try read(words).workers.count == 2)
      }
    }
  }

  @Test("a file that is missing, short or a pipe is told in a sentence")
  func unreadable() throws {
    try withTemporaryFolder { path in
      #expect(throws: RunStatusError.noStatus(path: path)) { try RunStatus(inRun: path) }
      #expect(throws: RunStatusError.noRun(path: path + "/no")) {
        try RunStatus(inRun: path + "/no")
      }
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path + "/.status"))
      let error = #expect(throws: RunStatusError.self) { try RunStatus(inRun: path) }
      #expect("\(try #require(error))".contains("it has 3 of 32768 bytes"))
    }
  }

  @Test("a later training's file is another one, and whoever reads the former goes on reading it")
  func replaced() throws {
    try withTemporaryFolder { path in
      let folder = try Folder(path: path)
      let first = try StatusFile.board(in: folder)
      let opened = open(path + "/.status", O_RDONLY)
      defer { close(opened) }
      let second = try StatusFile.board(in: folder)
      first.write { $0[.samples] = 11 }
      second.write { $0[.samples] = 22 }
      var word: UInt64 = 0
      pread(opened, &word, 8, off_t(8 * StatusBoard.Field.samples.rawValue))
      #expect(word == 11)
    }
  }
}
