/// A run that learned from texts, with the tokens that it knows.
extension StoredRun {
  /// The vocabulary beside the model.
  ///
  /// - Throws: `RunError` where the file is another one than the run wrote.
  package func vocabulary(_ task: RunTask) throws -> Vocabulary {
    let path = RunFolder.File.vocabulary.path(in: self.path)
    let reader = try FileReader(path: path)
    var bytes = [UInt8](repeating: 0, count: reader.count)
    try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
    let digest = bytes.withUnsafeBytes { FileDigest($0) }
    if let expected = record.files?[RunFolder.File.vocabulary.rawValue], digest != expected {
      throw RunError.malformed(file: path, problem: "its digest is not the one in run.json")
    }
    let vocabulary: Vocabulary
    do throws(Vocabulary.Problem) {
      vocabulary = try Vocabulary(
        text: String(decoding: bytes, as: UTF8.self), tokenizer: task.settings.tokens,
        hasSigns: task.settings.hasSigns)
    } catch {
      throw RunError.malformed(file: path, problem: "\(error)")
    }
    guard vocabulary.count == task.vocabularySize else {
      throw RunError.malformed(
        file: path, problem: "it has \(vocabulary.count) tokens, not \(task.vocabularySize)")
    }
    return vocabulary
  }
}

extension Model {
  /// The probability of each class, [samples, classes] or [samples, T, classes].
  package func probabilities(
    _ samples: any SampleSource, loss: Loss, crew: Crew? = nil
  ) throws -> [Float] {
    var outputs = try unread.predict(samples, crew: crew)
    let count = rawOutput.features
    outputs.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for first in stride(from: 0, to: buffer.count, by: count) {
        loss.head.read(base + first, count: count)
      }
    }
    return outputs
  }

  /// The mean loss of all terms of some samples that have all steps.
  ///
  /// Some samples at a time, so that a long text needs no memory for all its outputs.
  package func meanLoss(_ samples: any SampleSource, loss: Loss, crew: Crew) throws -> Double {
    let targets = samples.targetCount
    let shape = rawOutput
    let stride = Activations.stride(of: shape.features)
    let row = SharedBuffer<Float>(repeating: 0, count: shape.vectors * stride)
    let actual = SharedBuffer<Float>(repeating: 0, count: targets)
    let numbers = shape.vectors * shape.features
    let atOnce = max((1 << 24) / max(numbers, 1), 1)
    var sum = 0.0
    for first in Swift.stride(from: 0, to: samples.count, by: atOnce) {
      let part = SamplePart(samples, first..<min(first + atOnce, samples.count))
      let outputs = try unread.predict(part, crew: crew)
      for sample in 0..<part.count {
        for vector in 0..<shape.vectors {
          for feature in 0..<shape.features {
            row.base[vector * stride + feature] =
              outputs[sample * numbers + vector * shape.features + feature]
          }
        }
        part.gatherTargets(sample, into: actual.base)
        let activations = Activations(row.base, features: shape.features, vectors: shape.vectors)
        sum += loss.head.loss(
          of: HeadRow(outputs: activations, rows: 1, row: 0, targets: actual.base), scale: 0,
          gradient: nil)
      }
    }
    return sum / Double(samples.count * loss.head.terms(for: shape))
  }
}

/// Some samples of a source.
private struct SamplePart: SampleSource {
  private let source: any SampleSource
  private let range: Range<Int>

  init(_ source: any SampleSource, _ range: Range<Int>) {
    self.source = source
    self.range = range
  }

  var count: Int { range.count }
  var inputShape: LayerShape { source.inputShape }
  var targetCount: Int { source.targetCount }
  var hasLengths: Bool { source.hasLengths }

  func length(of sample: Int) -> Int { source.length(of: range.lowerBound + sample) }

  func gatherInput(
    _ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    source.gatherInput(range.lowerBound + sample, row: row, rows: rows, into: batch)
  }

  func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
    source.gatherTargets(range.lowerBound + sample, into: row)
  }

  func identity() -> [IdentityItem] { source.identity() }
}
