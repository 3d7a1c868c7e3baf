/// Leaves the weights of the epoch with the lowest loss in the model, instead of the last ones.
///
/// Watches the validation loss, or the training loss where there is no validation. With a constant
/// learning rate the last epoch is as good as chance has it.
public struct BestWeights: TrainingCallback {
  /// Nothing: the training itself remembers its best epoch.
  public struct State: Codable, Sendable, Equatable {
    public init() {}
  }

  public static let name = "best weights"

  public var state = State()

  public init() {}

  public var settings: String { "restored" }

  public mutating func epochEnded(_ end: inout EpochEnd) {}

  public mutating func trainingEnded(_ end: inout TrainingEnd) { end.restoreBestWeights() }
}
