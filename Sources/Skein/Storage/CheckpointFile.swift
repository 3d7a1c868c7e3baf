import Foundation

/// Checkpoints as safetensors files with a hash over all of their content.
package enum CheckpointFile {
  /// What a snapshot looks like as a file; reads the snapshot's buffers when it is written.
  package static func contents(of snapshot: TrainingSnapshot) throws -> TensorFile {
    let head = snapshot.head
    let memory = head.memory
    var file = TensorFile(metadata: [
      CheckpointText.format: CheckpointText.currentFormat,
      CheckpointText.version: SkeinVersion.current,
      CheckpointText.options: try json(head.options),
      CheckpointText.identity: try json(head.identity),
      CheckpointText.callbacks: try json(memory.callbacks),
    ])
    file.metadata[CheckpointText.stopReason] = memory.stopReason
    for (name, buffer) in snapshot.tensors {
      let entry = TensorEntry(name: name, shape: [buffer.count], type: .float32)
      file.add(entry) { append throws(FileError) in
        try append(UnsafeRawBufferPointer(buffer.elements))
      }
    }
    func add(_ tensor: CheckpointTensor, _ values: [Double]) {
      file.add(tensor.rawValue, shape: [values.count], values)
    }
    func add(_ tensor: CheckpointTensor, _ values: [Int]) {
      file.add(tensor.rawValue, shape: [values.count], values.map { UInt64($0) })
    }
    add(.adam, [memory.adam.learningRate, memory.adam.firstPower, memory.adam.secondPower])
    add(
      .position, [memory.position.epoch, memory.position.step, memory.samples, memory.firstEpoch])
    add(.sums, [memory.position.lossSum, memory.epochSeconds, memory.seconds])
    if let best = memory.best {
      add(.bestEpoch, [best.epoch])
      add(.bestLoss, [best.loss])
    }
    add(.losses, memory.epochs.map(\.loss))
    add(.seconds, memory.epochs.map(\.seconds))
    let validation = memory.epochs.compactMap(\.validationLoss)
    if !validation.isEmpty { add(.validationLosses, validation) }
    return file
  }

  /// Reads the checkpoint at `path`, its hash first.
  ///
  /// - Throws: `SafetensorsError` for a file that is missing, damaged or something else;
  ///   `CheckpointError.unreadable` for a sound file of another kind.
  package static func read(_ path: String) throws -> Checkpoint {
    try read(Safetensors(path: path))
  }

  package static func read(_ file: Safetensors) throws -> Checkpoint {
    func unreadable(_ problem: String) -> CheckpointError {
      .unreadable(file: file.file, problem: problem)
    }
    guard let format = file.metadata[CheckpointText.format] else {
      throw unreadable("it has no “\(CheckpointText.format)” in its metadata")
    }
    guard format == CheckpointText.currentFormat else {
      throw unreadable("it has format \(SafetensorsError.quoted(format))")
    }
    try file.checkHash()
    let reader = CheckpointReader(file)
    let options: TrainingOptions = try reader.decode(CheckpointText.options)
    do {
      try options.validate()
    } catch { throw unreadable("\(error)") }
    let weights = try reader.floats(.weights)
    let memory = try reader.memory(options: options)
    return Checkpoint(
      file: file.file, version: file.metadata[CheckpointText.version] ?? "unknown",
      options: options, identity: try reader.decode(CheckpointText.identity), memory: memory,
      weights: weights, firstMoments: try reader.floats(.firstMoments),
      secondMoments: try reader.floats(.secondMoments),
      bestWeights: try reader.has(.bestWeights) ? reader.floats(.bestWeights) : nil,
      lastGood: try reader.has(.lastGood) ? reader.floats(.lastGood) : nil)
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// Takes the parts of a checkpoint out of a file, trusting none of them.
private struct CheckpointReader {
  let file: Safetensors

  init(_ file: Safetensors) {
    self.file = file
  }

  func has(_ tensor: CheckpointTensor) -> Bool { file.entry(named: tensor.rawValue) != nil }

  func decode<Value: Decodable>(_ key: String) throws -> Value {
    guard let text = file.metadata[key] else { throw unreadable("it has no “\(key)”") }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch is DecodingError {
      throw unreadable("its “\(key)” makes no sense")
    }
  }

  /// A tensor of as many floats as the weights.
  func floats(_ tensor: CheckpointTensor) throws -> [Float] {
    let weights = CheckpointTensor.weights.rawValue
    let count = file.entry(named: weights)?.shape.first ?? 0
    return try file.floats(named: tensor.rawValue, shape: [count])
  }

  func memory(options: TrainingOptions) throws -> TrainingMemory {
    let adam = try file.doubles(named: CheckpointTensor.adam.rawValue, shape: [3])
    let position = try counts(.position, 4)
    let sums = try file.doubles(named: CheckpointTensor.sums.rawValue, shape: [3])
    guard adam[0] > 0, adam.allSatisfy({ $0 >= 0 && $0.isFinite }), adam[1] <= 1, adam[2] <= 1,
      sums.allSatisfy(\.isFinite), position[3] <= position[0]
    else { throw unreadable("a number in it is out of range") }
    var memory = TrainingMemory(
      adam: Adam(learningRate: adam[0]), firstEpoch: position[3])
    memory.adam.firstPower = adam[1]
    memory.adam.secondPower = adam[2]
    memory.position = TrainingPosition(epoch: position[0], step: position[1], lossSum: sums[0])
    memory.samples = position[2]
    memory.epochSeconds = sums[1]
    memory.seconds = sums[2]
    memory.epochs = try epochs(position[3]..<position[0])
    if has(.bestEpoch) {
      let epoch = try counts(.bestEpoch, 1)[0]
      let loss = try file.doubles(named: CheckpointTensor.bestLoss.rawValue, shape: [1])[0]
      guard epoch > position[3], epoch <= position[0], loss < .infinity else {
        throw unreadable("its best epoch is not among those it has seen")
      }
      memory.best = BestEpoch(epoch: epoch, loss: loss)
    }
    memory.callbacks = try decode(CheckpointText.callbacks)
    memory.stopReason = file.metadata[CheckpointText.stopReason]
    return memory
  }

  private func epochs(_ range: Range<Int>) throws -> [EpochRecord] {
    func numbers(_ tensor: CheckpointTensor) throws -> [Double] {
      try file.doubles(named: tensor.rawValue, shape: [range.count])
    }
    let losses = try numbers(.losses)
    let seconds = try numbers(.seconds)
    let validation = has(.validationLosses) ? try numbers(.validationLosses) : nil
    return range.indices.map { index in
      let place = index - range.lowerBound
      return EpochRecord(
        epoch: index + 1, loss: losses[place], validationLoss: validation?[place],
        seconds: seconds[place])
    }
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
