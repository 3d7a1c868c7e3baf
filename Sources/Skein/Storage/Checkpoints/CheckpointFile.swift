import Foundation

/// Checkpoints as safetensors files with a hash over all of their content.
package enum CheckpointFile {
  /// What a checkpoint looks like as a file; reads the arrays when it is written.
  package static func contents(of checkpoint: Checkpoint) throws -> TensorFile {
    let progress = checkpoint.progress
    var file = TensorFile(metadata: [
      CheckpointText.format: CheckpointText.currentFormat,
      CheckpointText.version: checkpoint.version,
      CheckpointText.options: try json(checkpoint.options),
      CheckpointText.identity: try json(checkpoint.identity),
      CheckpointText.callbacks: try json(progress.callbacks),
    ])
    file.metadata[CheckpointText.stopReason] = progress.stopReason
    addArrays(of: progress, to: &file)
    func add(_ tensor: CheckpointTensor, _ values: [Double]) {
      file.add(tensor.rawValue, shape: [values.count], values)
    }
    func add(_ tensor: CheckpointTensor, _ values: [Int]) {
      file.add(tensor.rawValue, shape: [values.count], values.map { UInt64($0) })
    }
    let position = progress.position
    add(.optimizer, progress.optimizer.numbers)
    add(.learningRate, [progress.learningRate])
    add(
      .position,
      [position.epoch, position.step, progress.samples, progress.firstEpoch, progress.steps])
    add(.sums, [position.lossSum, progress.epochSeconds, progress.seconds])
    if let best = progress.best {
      add(.bestEpoch, [best.epoch])
      add(.bestLoss, [best.loss])
    }
    add(.losses, progress.epochs.map(\.loss))
    add(.seconds, progress.epochs.map(\.seconds))
    let validation = progress.epochs.compactMap(\.validationLoss)
    if !validation.isEmpty { add(.validationLosses, validation) }
    let rates = progress.epochs.compactMap(\.learningRate)
    if !rates.isEmpty, rates.count == progress.epochs.count { add(.learningRates, rates) }
    let times = progress.epochs.compactMap(\.time)
    if !times.isEmpty, times.count == progress.epochs.count { add(.times, times) }
    return file
  }

  private static func addArrays(of progress: TrainingProgress, to file: inout TensorFile) {
    func add(_ name: String, _ buffer: SharedBuffer<Float>?) {
      guard let buffer else { return }
      let entry = TensorEntry(name: name, shape: [buffer.count], type: .float32)
      file.add(entry) { append throws(FileError) in
        try append(UnsafeRawBufferPointer(buffer.elements))
      }
    }
    let tensors = progress.tensors
    add(CheckpointTensor.weights.rawValue, tensors.weights)
    for (name, buffer) in zip(progress.optimizer.slots, tensors.slots) {
      add(CheckpointTensor.slot(name), buffer)
    }
    add(CheckpointTensor.bestWeights.rawValue, tensors.bestWeights)
    add(CheckpointTensor.lastGood.rawValue, tensors.lastGood)
    add(CheckpointTensor.states.rawValue, tensors.states)
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
      throw unreadable(
        "it has format \(SafetensorsError.quoted(format)), and this version reads format"
          + " \(CheckpointText.currentFormat)")
    }
    try file.checkHash()
    let reader = CheckpointReader(file)
    let options: TrainingOptions = try reader.decode(CheckpointText.options)
    do {
      try options.validate()
    } catch { throw unreadable("\(error)") }
    return Checkpoint(
      file: file.file, version: file.metadata[CheckpointText.version] ?? "unknown",
      options: options, identity: try reader.decode(CheckpointText.identity),
      progress: try reader.progress(options: options))
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
