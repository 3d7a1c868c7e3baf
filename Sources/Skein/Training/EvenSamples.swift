/// Some of a source's samples, evenly taken.
struct EvenSamples: SampleSource {
  private let source: any SampleSource
  let count: Int

  /// - Parameter count: at most as many as the source has.
  init(_ source: any SampleSource, count: Int) {
    precondition((0...source.count).contains(count), "\(count) of \(source.count) samples")
    self.source = source
    self.count = count
  }

  private func place(_ sample: Int) -> Int {
    // Without a product that could be too large.
    let (each, rest) = source.count.quotientAndRemainder(dividingBy: count)
    return sample * each + sample * rest / count
  }

  var inputShape: LayerShape { source.inputShape }
  var targetCount: Int { source.targetCount }
  var hasWeights: Bool { source.hasWeights }
  var hasLengths: Bool { source.hasLengths }

  func length(of sample: Int) -> Int { source.length(of: place(sample)) }

  func gatherInput(
    _ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    source.gatherInput(place(sample), row: row, rows: rows, into: batch)
  }

  func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
    source.gatherTargets(place(sample), into: row)
  }

  func weight(of sample: Int) -> Float { source.weight(of: place(sample)) }

  func identity() -> [IdentityItem] { source.identity() }

  var part: String { "\(count) of \(source.part)" }

  func sharesData(with other: any SampleSource) -> Bool { source.sharesData(with: other) }
}

extension TrainingOptions {
  /// What is measured after each epoch: nothing where there is nothing, and of more samples than a limited
  /// epoch takes as many as that, evenly taken.
  func measured(_ validation: (any SampleSource)?) -> (any SampleSource)? {
    guard let validation, validation.count > 0 else { return nil }
    if stateful { return validation }
    let count = samplesPerEpoch(of: validation.count)
    return count == validation.count ? validation : EvenSamples(validation, count: count)
  }
}
