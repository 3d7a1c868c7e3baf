import Foundation
import Skein
import Support
import Testing

@Suite("Checkpoint files")
struct CheckpointFileTests {
  /// A folder with two checkpoints of one training, from the end of its last two steps.
  static func withCheckpoints<Result>(
    _ body: (CheckpointFolder, DurableJob) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      let job = DurableJob(callbacks: [EarlyStopping(patience: 9)])
      let checkpoints = CheckpointFolder(folder, interval: 0)
      let stop = StopRequest()
      let trace = try job.run(
        workers: 1, checkpoints: checkpoints, stop: stop,
        events: TrainingEvents(stepEnded: { if $0.epoch == 2, $0.step == 2 { stop.request() } }))
      #expect(trace.ending == .interrupted(code: -1))
      return try body(CheckpointFolder(folder), job)
    }
  }

  @Test("every changed byte, and every missing end, is noticed")
  func damage() throws {
    try Self.withCheckpoints { checkpoints, _ in
      let whole = try bytes(ofFile: checkpoints.newestFile)
      _ = try CheckpointFile.read(Safetensors(bytes: whole, file: "c"))
      for place in whole.indices {
        var damaged = whole
        damaged[place] ^= 1 << UInt8(place % 8)
        let error = #expect(throws: (any Error).self, "byte \(place)") {
          try CheckpointFile.read(Safetensors(bytes: damaged, file: "c"))
        }
        #expect(error is SafetensorsError || error is CheckpointError)
      }
      for count in stride(from: 0, to: whole.count, by: 7) {
        #expect(throws: SafetensorsError.self) {
          try CheckpointFile.read(Safetensors(bytes: Array(whole[..<count]), file: "c"))
        }
      }
    }
  }

  @Test("a damaged newest checkpoint gives way to the one before it, which says so and stays")
  func fallback() throws {
    try Self.withCheckpoints { checkpoints, job in
      let good = try bytes(ofFile: checkpoints.previousFile)
      var newest = try bytes(ofFile: checkpoints.newestFile)
      newest[newest.count / 2] ^= 1
      try Data(newest).write(to: URL(fileURLWithPath: checkpoints.newestFile))
      let (checkpoint, warning) = try checkpoints.newest()
      #expect(checkpoint.file == checkpoints.previousFile)
      #expect(warning?.contains(checkpoints.newestFile + " is damaged") == true)

      // The next one replaces the damaged one, which must not replace the good one.
      let stop = StopRequest()
      stop.request()
      _ = try job.resume(
        from: checkpoint, workers: 1, checkpoints: checkpoints, stop: stop)
      #expect(try bytes(ofFile: checkpoints.previousFile) == good)
      let (next, silence) = try checkpoints.newest()
      #expect(next.file == checkpoints.newestFile && silence == nil)
      #expect(try job.resume(from: next, workers: 2) == job.run(workers: 1))
    }
  }

  @Test("without a whole checkpoint, one sentence says what is wrong with each")
  func nothingWhole() throws {
    try Self.withCheckpoints { checkpoints, _ in
      let manager = FileManager.default
      try manager.removeItem(atPath: checkpoints.newestFile)
      // A process that died between two renames.
      let (checkpoint, warning) = try checkpoints.newest()
      #expect(checkpoint.file == checkpoints.previousFile && warning == nil)

      try manager.moveItem(atPath: checkpoints.previousFile, toPath: checkpoints.newestFile)
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: checkpoints.previousFile))
      #expect(try checkpoints.newest().checkpoint.file == checkpoints.newestFile)

      // A folder cannot be read as a file, whoever asks.
      try manager.removeItem(atPath: checkpoints.newestFile)
      try manager.createDirectory(
        atPath: checkpoints.newestFile, withIntermediateDirectories: false)
      let error = #expect(throws: CheckpointError.self) { try checkpoints.newest() }
      let text = error?.description ?? ""
      #expect(text.contains("is not a regular file") && text.contains("ends before the 8 bytes"))

      try manager.removeItem(atPath: checkpoints.newestFile)
      try manager.removeItem(atPath: checkpoints.previousFile)
      #expect(throws: CheckpointError.none(folder: checkpoints.path)) {
        try checkpoints.newest()
      }
    }
  }

  @Test("a sound file of another kind is refused by name")
  func otherKinds() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model.safetensors"
      var file = TensorFile()
      file.add("weights", shape: [2], [Float(1), 2])
      try file.write(to: FilePlace(path: path), hashed: true)
      let error = #expect(throws: CheckpointError.self) { try CheckpointFile.read(path) }
      #expect(error?.description.hasPrefix("\(path) is no checkpoint that Skein") == true)
      for format in ["1", "99"] {
        file.metadata = ["skein.checkpoint": format]
        try file.write(to: FilePlace(path: path), hashed: true)
        let error = #expect(throws: CheckpointError.self) { try CheckpointFile.read(path) }
        let wanted = "it has format \"\(format)\", and this version reads format 2"
        #expect(error?.description.contains(wanted) == true)
      }
    }
  }

  @Test("a checkpoint of another version goes on, and says so")
  func otherVersion() throws {
    try Self.withCheckpoints { checkpoints, job in
      let sound = try Safetensors(path: checkpoints.newestFile)
      var file = TensorFile(metadata: sound.metadata)
      let key = try #require(
        sound.metadata.first { $0.value == SkeinVersion.current }?.key, "no version in the file")
      file.metadata[key] = "0.0.9"
      for entry in sound.entries {
        let content = try sound.bytes(named: entry.name)
        file.add(entry) { append throws(FileError) in
          try content.withUnsafeBufferPointer { content throws(FileError) in
            try append(UnsafeRawBufferPointer(content))
          }
        }
      }
      try file.write(to: FilePlace(path: checkpoints.newestFile), hashed: true)
      let notices = Notices()
      let checkpoint = try checkpoints.newest().checkpoint
      let trace = try job.resume(
        from: checkpoint, workers: 1, events: TrainingEvents(notice: notices.take))
      #expect(try trace == job.run(workers: 1))
      #expect(notices.all == [.otherVersion(file: checkpoints.newestFile, version: "0.0.9")])
      #expect(
        notices.all.first?.description.hasPrefix(
          "\(checkpoints.newestFile) was written by Skein \"0.0.9\", and this is") == true)
    }
  }

  @Test("the bits of every number come back, subnormal ones included")
  func numbers() throws {
    try withTemporaryFolder { folder in
      let problem = try DurableJob().problem()
      let specials: [Float] = [.pi, -.greatestFiniteMagnitude, -0.0, .leastNonzeroMagnitude]
      func array(_ turn: Int) -> SharedBuffer<Float> {
        SharedBuffer((0..<4).map { specials[(turn + $0) % 4] })
      }
      var optimizer = Adam()
      optimizer.numbers = [0x1.123456789abcdp-40, 0x1p-1074]
      let options = TrainingOptions(learningRate: 1e-300, clipNorm: 1 / 3, seed: .max)
      var progress = TrainingProgress(
        optimizer: optimizer, learningRate: 0.1 + 0.2,
        tensors: TrainingTensors(
          weights: array(0), slots: [array(1), array(2)], bestWeights: array(3)))
      progress.position = TrainingPosition(epoch: 4, step: 3, lossSum: 1 / 3)
      progress.steps = 1 << 50
      progress.firstEpoch = 2
      progress.epochs = [
        EpochRecord(
          epoch: 3, loss: .greatestFiniteMagnitude, validationLoss: -0.0,
          learningRate: 0.1 + 0.2, seconds: 0.1, time: 1.7e9 + 1 / 3),
        EpochRecord(
          epoch: 4, loss: -0.0, validationLoss: .leastNonzeroMagnitude,
          learningRate: .leastNonzeroMagnitude, seconds: 2, time: 1.7e9 + 2),
      ]
      progress.samples = 1 << 40
      progress.epochSeconds = 0.7
      progress.seconds = 1e9 + 1 / 3
      progress.best = BestEpoch(epoch: 4, loss: .leastNonzeroMagnitude)
      progress.callbacks = [CallbackRecord(name: "ä\"\\\n", settings: "\u{1F9F6}", state: "{}")]
      progress.stopReason = "the loss fell below “½”"
      let identity = TrainingIdentity(
        model: problem.model, options: options, training: problem.dataset.all.source,
        validation: nil)
      let path = folder + "/c"
      try CheckpointFile.contents(
        of: Checkpoint(options: options, identity: identity, progress: progress)
      ).write(to: FilePlace(path: path), hashed: true)
      let checkpoint = try CheckpointFile.read(path)
      let read = checkpoint.progress

      #expect(checkpoint.options == options && checkpoint.identity == identity)
      #expect(checkpoint.version == SkeinVersion.current)
      #expect(read.optimizer.numbers == optimizer.numbers)
      #expect(read.learningRate == progress.learningRate && read.position == progress.position)
      #expect(read.steps == progress.steps && read.firstEpoch == 2)
      #expect(read.samples == progress.samples && read.best == progress.best)
      #expect(read.epochSeconds == progress.epochSeconds && read.seconds == progress.seconds)
      #expect(read.callbacks == progress.callbacks && read.stopReason == progress.stopReason)
      #expect(read.epochs[0] == progress.epochs[0])
      #expect(read.epochs[1] == progress.epochs[1] && read.epochs[1].loss.sign == .minus)
      let tensors = read.tensors
      #expect(tensors.lastGood == nil)
      for (turn, found) in [
        tensors.weights, tensors.slots[0], tensors.slots[1], tensors.bestWeights,
      ].enumerated() {
        let wanted = (0..<4).map { specials[(turn + $0) % 4].bitPattern }
        #expect(found?.elements.map(\.bitPattern) == wanted)
      }
    }
  }

  @Test("slots are named in the file as the optimizer names them")
  func slotNames() throws {
    try withTemporaryFolder { folder in
      var job = DurableJob()
      job.options.optimizer = SGD(momentum: 0.9)
      let checkpoints = CheckpointFolder(folder)
      _ = try job.run(workers: 1, checkpoints: checkpoints)
      let names = try Safetensors(path: checkpoints.newestFile).entries.map(\.name)
      #expect(names.filter { $0.hasPrefix("optimizer.slot.") } == ["optimizer.slot.momentum"])
    }
  }

  @Test("a checkpoint that the system does not let be read is not called damaged")
  func inaccessible() throws {
    for code in [EMFILE, EACCES] {
      let error = FileError.system(.open, path: "c", code: code)
      #expect(error.isRefusal)
    }
    #expect(!FileError.system(.open, path: "c", code: ENOENT).isRefusal)
    #expect(!FileError.system(.read, path: "c", code: EIO).isRefusal)
    // Root may read everything.
    if geteuid() == 0 { return }
    try Self.withCheckpoints { checkpoints, _ in
      try FileManager.default.setAttributes(
        [.posixPermissions: 0], ofItemAtPath: checkpoints.newestFile)
      let error = #expect(throws: CheckpointError.self) { try checkpoints.newest() }
      #expect(error?.description.contains("permission is denied") == true)
    }
  }
}
