import Foundation

/// Takes the parts of a checkpoint out of a file, trusting none of them.
struct CheckpointReader {
  let file: Safetensors

  init(_ file: Safetensors) {
    self.file = file
  }

  func decode<Value: Decodable>(_ key: String) throws -> Value {
    guard let text = file.metadata[key] else { throw unreadable("it has no “\(key)”") }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch is DecodingError {
      throw unreadable("its “\(key)” makes no sense")
    }
  }

  func progress(options: TrainingOptions) throws -> TrainingProgress {
    var optimizer = options.updates
    optimizer.numbers = try doubles(.optimizer, optimizer.numbers.count)
    let rate = try doubles(.learningRate, 1)[0]
    let counts = try counts(.position, 5)
    let sums = try doubles(.sums, 3)
    guard counts[3] <= counts[0] else { throw unreadable("a count in it is out of range") }
    var progress = TrainingProgress(
      optimizer: optimizer, learningRate: rate, tensors: try tensors(optimizer))
    progress.position = TrainingPosition(epoch: counts[0], step: counts[1], lossSum: sums[0])
    progress.samples = counts[2]
    progress.firstEpoch = counts[3]
    progress.steps = counts[4]
    progress.epochSeconds = sums[1]
    progress.seconds = sums[2]
    progress.epochs = try epochs(counts[3]..<counts[0])
    if has(.bestEpoch) {
      let epoch = try self.counts(.bestEpoch, 1)[0]
      let loss = try doubles(.bestLoss, 1)[0]
      guard epoch >= 1, epoch <= counts[0], loss.isFinite else {
        throw unreadable("its best epoch is not among those it has seen")
      }
      progress.best = BestEpoch(epoch: epoch, loss: loss)
    }
    guard progress.isSound else { throw unreadable("a number in it is out of range") }
    progress.callbacks = try decode(CheckpointText.callbacks)
    progress.stopReason = file.metadata[CheckpointText.stopReason]
    return progress
  }

  private func tensors(_ optimizer: any Optimizer) throws -> TrainingTensors {
    let weights = CheckpointTensor.weights.rawValue
    let count = file.entry(named: weights)?.shape.first ?? 0
    func array(_ name: String, count: Int = count) throws -> SharedBuffer<Float> {
      SharedBuffer(try file.floats(named: name, shape: [count]))
    }
    let states = CheckpointTensor.states.rawValue
    func arrayIfThere(_ tensor: CheckpointTensor) throws -> SharedBuffer<Float>? {
      has(tensor) ? try array(tensor.rawValue) : nil
    }
    return TrainingTensors(
      weights: try array(weights),
      slots: try optimizer.slots.map { try array(CheckpointTensor.slot($0)) },
      bestWeights: try arrayIfThere(.bestWeights), lastGood: try arrayIfThere(.lastGood),
      states: try file.entry(named: states).map {
        try array(states, count: $0.shape.first ?? 0)
      })
  }

  private func epochs(_ range: Range<Int>) throws -> [EpochRecord] {
    func numbers(_ tensor: CheckpointTensor) throws -> [Double] {
      try doubles(tensor, range.count)
    }
    let losses = try numbers(.losses)
    let seconds = try numbers(.seconds)
    let validation = has(.validationLosses) ? try numbers(.validationLosses) : nil
    let rates = has(.learningRates) ? try numbers(.learningRates) : nil
    let times = has(.times) ? try numbers(.times) : nil
    return range.indices.map { index in
      let place = index - range.lowerBound
      return EpochRecord(
        epoch: index + 1, loss: losses[place], validationLoss: validation?[place],
        learningRate: rates?[place], seconds: seconds[place], time: times?[place])
    }
  }

  private func has(_ tensor: CheckpointTensor) -> Bool {
    file.entry(named: tensor.rawValue) != nil
  }

  private func doubles(_ tensor: CheckpointTensor, _ count: Int) throws -> [Double] {
    try file.doubles(named: tensor.rawValue, shape: [count])
  }

  /// Counts that fit an `Int` with room for arithmetic.
  private func counts(_ tensor: CheckpointTensor, _ count: Int) throws -> [Int] {
    try file.uint64s(named: tensor.rawValue, shape: [count]).map {
      guard $0 < 1 << 60 else { throw unreadable("a count in it is out of range") }
      return Int($0)
    }
  }

  private func unreadable(_ problem: String) -> CheckpointError {
    .unreadable(file: file.file, problem: problem)
  }
}
