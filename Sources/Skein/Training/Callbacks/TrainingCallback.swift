import Foundation

/// Something that watches the epochs of a training and may change its course.
///
/// A callback is a value whose `state` checkpoints keep, so that a resumed training takes the same
/// decisions as one that was never stopped; decide from the state and the epoch alone. The calls
/// come on the thread that called `fit`, which is bound to no worker and flushes no subnormal numbers,
/// while the workers wait: be quick.
public protocol TrainingCallback: Sendable {
  associatedtype State: Codable, Sendable

  /// What the callback is called in checkpoints and messages: `early stopping`.
  static var name: String { get }

  /// The settings as text; a checkpoint that was written with others is refused.
  var settings: String { get }

  /// All that the callback remembers from epoch to epoch.
  var state: State { get set }

  /// An epoch and its validation have ended.
  mutating func epochEnded(_ end: inout EpochEnd)

  /// The training has ended, by itself or by a callback; not when it was interrupted.
  mutating func trainingEnded(_ end: inout TrainingEnd)
}

extension TrainingCallback {
  public mutating func trainingEnded(_ end: inout TrainingEnd) {}

  /// - Throws: `EncodingError` for a state that JSON cannot hold.
  func record() throws -> CallbackRecord {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return CallbackRecord(
      name: Self.name, settings: settings,
      state: String(decoding: try encoder.encode(state), as: UTF8.self))
  }

  /// - Throws: `DecodingError` for a state of another kind of callback.
  mutating func restore(_ record: CallbackRecord) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    state = try decoder.decode(State.self, from: Data(record.state.utf8))
  }
}

/// An epoch that has ended, and what a callback may do about it.
public struct EpochEnd: Sendable {
  public let record: EpochRecord
  /// The mean loss of the validation windows, or that of training where there are none.
  public let loss: Double
  /// Whether no epoch before had a loss as low.
  public let isBest: Bool
  /// What the schedule's factors multiply in the steps that follow.
  public var learningRate: Double
  /// Why the training ends with this epoch; nil to go on.
  public private(set) var stopReason: String?
  /// What callbacks have to say, in order.
  package private(set) var notices: [TrainingNotice] = []
  /// Of the best epoch so far; nil before one had a loss that is a number.
  package let best: BestWeightsSoFar?
  private let currentWeights: @Sendable () -> Weights

  package init(
    record: EpochRecord, isBest: Bool, learningRate: Double, stopReason: String?,
    best: BestWeightsSoFar?, weights: @escaping @Sendable () -> Weights
  ) {
    self.best = best
    self.record = record
    self.isBest = isBest
    self.learningRate = learningRate
    self.stopReason = stopReason
    loss = record.validationLoss ?? record.loss
    currentWeights = weights
  }

  /// The weights at the epoch's end: a copy.
  public var weights: Weights { currentWeights() }

  /// Ends the training with this epoch.
  ///
  /// - Parameter reason: one clause, such as `the loss was below 0.01`; the first one counts.
  public mutating func stop(because reason: String) {
    if stopReason == nil { stopReason = reason }
  }

  /// Tells the user something in one sentence, without stopping.
  public mutating func warn(_ sentence: String) {
    notices.append(.warning(sentence))
  }

  /// Tells the user in one sentence what was done, unless only problems are wanted.
  public mutating func note(_ sentence: String) {
    notices.append(.note(sentence))
  }
}

/// The best epoch's loss, and its weights for whoever asks.
package struct BestWeightsSoFar: Sendable {
  package let loss: Double
  package let weights: @Sendable () -> Weights

  package init(loss: Double, weights: @escaping @Sendable () -> Weights) {
    self.loss = loss
    self.weights = weights
  }
}

/// A training that has ended, and the weights that it leaves.
public struct TrainingEnd {
  public let epochs: [EpochRecord]
  /// The epoch with the lowest loss, from 1; nil when no epoch had a loss that is a number.
  public let bestEpoch: Int?
  package private(set) var restoresBest = false
  package let best: BestWeightsSoFar?

  package init(epochs: [EpochRecord], bestEpoch: Int?, best: BestWeightsSoFar?) {
    self.epochs = epochs
    self.bestEpoch = bestEpoch
    self.best = best
  }

  /// Leaves the weights of the best epoch in the model instead of the last ones.
  public mutating func restoreBestWeights() {
    restoresBest = bestEpoch != nil
  }
}
