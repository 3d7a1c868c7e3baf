/// Lowers the learning rate when the loss has not become lower for some epochs.
///
/// Watches the validation loss, or the training loss where there is no validation, and tells each
/// reduction. Source and defaults: Keras's `ReduceLROnPlateau`, but for the least improvement, which is a
/// part of the loss, as in PyTorch's: an absolute one is more than the whole loss of small targets.
public struct ReduceOnPlateau: TrainingCallback {
  public static let name = "reduce on plateau"

  public let factor: Double
  public let patience: Int
  public let minimum: Double
  public let minimumDelta: Double
  public let minimumShare: Double
  public var state = Plateau()

  /// - Parameters:
  ///   - factor: what the learning rate is multiplied with, between 0 and 1.
  ///   - patience: epochs without a lower loss before that, at least 1.
  ///   - minimum: the learning rate that it never falls below.
  ///   - minimumDelta: how much lower a loss must be to count, in its own units, at least 0.
  ///   - minimumShare: how much lower it must be as a part of the lowest one, at least 0.
  public init(
    factor: Double = 0.1, patience: Int = 10, minimum: Double = 0, minimumDelta: Double = 0,
    minimumShare: Double = 1e-4
  ) {
    precondition(factor > 0 && factor < 1, "a learning rate reduced by a factor of \(factor)")
    precondition(patience >= 1, "a learning rate reduced after \(patience) epochs")
    precondition(minimum >= 0 && minimum.isFinite, "a least learning rate of \(minimum)")
    precondition(minimumDelta >= 0, "a minimum delta of \(minimumDelta)")
    precondition(minimumShare >= 0 && minimumShare < 1, "a minimum share of \(minimumShare)")
    self.factor = factor
    self.patience = patience
    self.minimum = minimum
    self.minimumDelta = minimumDelta
    self.minimumShare = minimumShare
  }

  public var settings: String {
    "factor \(factor), patience \(patience), minimum \(minimum), minimum delta \(minimumDelta),"
      + " minimum share \(minimumShare)"
  }

  public mutating func epochEnded(_ end: inout EpochEnd) {
    if state.isReached(
      by: end.loss, minimumDelta: minimumDelta, minimumShare: minimumShare, patience: patience)
    {
      // A product that reaches zero would stop training without a word.
      let reduced = max(end.learningRate * factor, minimum, .leastNormalMagnitude)
      guard reduced < end.learningRate else { return }
      let epochs = patience == 1 ? "one epoch" : "\(patience) epochs"
      end.note(
        "the learning rate falls from \(NumberText.significant(end.learningRate)) to"
          + " \(NumberText.significant(reduced)) after epoch \(end.record.epoch), since the loss has not"
          + " become lower for \(epochs)")
      end.learningRate = reduced
    }
  }
}
