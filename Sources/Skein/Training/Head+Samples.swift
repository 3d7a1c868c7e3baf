extension Head {
  /// Looks through all targets that count. Cost: a pass over them, for heads that take some numbers only.
  ///
  /// - Parameter features: of the model's output.
  /// - Throws: `TrainingError.badTarget` for the first that makes no sense.
  func check(_ samples: any SampleSource, features: Int) throws(TrainingError) {
    if domain == .numbers { return }
    let targets = SharedBuffer<Float>(repeating: 0, count: samples.targetCount)
    for sample in 0..<samples.count where samples.weight(of: sample) != 0 {
      samples.gatherTargets(sample, into: targets.base)
      for target in targets.elements where !domain.holds(target, features: features) {
        throw .badTarget(
          Double(target), sample: sample + 1, loss: specification,
          takes: domain.text(features: features))
      }
    }
  }
}
