/// Ends a training when the loss has not become lower for some epochs.
///
/// Watches the validation loss, or the training loss where there is no validation. Source: Keras's
/// callback of the same name.
public struct EarlyStopping: TrainingCallback {
  public static let name = "early stopping"

  public let patience: Int
  public let minimumDelta: Double
  public let restoreBestWeights: Bool
  public var state = Plateau()

  /// - Parameters:
  ///   - patience: epochs without a lower loss before the training ends, at least 1.
  ///   - minimumDelta: how much lower a loss must be to count, in its own units, at least 0.
  ///   - restoreBestWeights: whether the model keeps the weights of the epoch with the lowest loss,
  ///     also when the training runs to its last epoch.
  public init(patience: Int, minimumDelta: Double = 0, restoreBestWeights: Bool = true) {
    precondition(patience >= 1, "early stopping with a patience of \(patience) epochs")
    precondition(minimumDelta >= 0, "early stopping with a minimum delta of \(minimumDelta)")
    self.patience = patience
    self.minimumDelta = minimumDelta
    self.restoreBestWeights = restoreBestWeights
  }

  public var settings: String {
    "patience \(patience), minimum delta \(minimumDelta), best weights"
      + (restoreBestWeights ? " restored" : " not restored")
  }

  public mutating func epochEnded(_ end: inout EpochEnd) {
    // Whoever goes on after the stop has the patience again.
    if state.isReached(by: end.loss, minimumDelta: minimumDelta, patience: patience) {
      let epochs = patience == 1 ? "one epoch" : "\(patience) epochs"
      end.stop(because: "the loss has not become lower for \(epochs)")
    }
  }

  public func trainingEnded(_ end: inout TrainingEnd) {
    if restoreBestWeights { end.restoreBestWeights() }
  }
}
