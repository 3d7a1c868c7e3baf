import Foundation

/// Why a training stopped.
public enum TrainingError: Error, Sendable, Equatable {
  /// The loss of a batch, or of the validation after it, was NaN or infinite; the last good weights
  /// were kept.
  case notFinite(loss: Double, epoch: Int, step: Int, learningRate: Double)
  /// A gradient was so large that Adam's mean of its squares is infinite, which would freeze the
  /// parameter; the last good weights were kept.
  case gradientOverflow(epoch: Int, learningRate: Double)
  case noTrainingWindows
  /// The first target that the loss has no meaning for, and which it takes.
  case badTarget(Double, sample: Int, loss: String, takes: String)
  /// More samples than an order of 32-bit numbers can hold.
  case tooManySamples(Int)
  case wrongInput(model: LayerShape, data: LayerShape)
}

extension TrainingError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .notFinite(let loss, let epoch, let step, let learningRate):
      // A NaN that a processor makes has a sign, which would be printed.
      let value = loss.isNaN ? "NaN" : loss.isInfinite ? "infinite" : "\(loss)"
      return "the loss became \(value) in epoch \(epoch), step \(step); the last good weights are"
        + " kept; clip the gradient's norm, standardise the series or take a learning rate below"
        + " \(learningRate)."
    case .gradientOverflow(let epoch, let learningRate):
      return "a gradient was too large to be squared in epoch \(epoch); the last good weights are"
        + " kept; clip the gradient's norm, standardise the series or take a learning rate below"
        + " \(learningRate)."
    case .noTrainingWindows:
      return "there are no windows to train on; give more rows or smaller splits."
    case .badTarget(let target, let sample, let loss, let takes):
      return
        "the target \(NumberText.significant(target)) of sample \(sample) makes no sense for the"
        + " loss \(loss), which takes \(takes); leave the targets as they are, unscaled, or take"
        + " another loss."
    case .tooManySamples(let count):
      return "there are \(count) training samples, and an epoch can have no more than"
        + " \(Int32.max); give fewer, or train on one part after the other."
    case .wrongInput(let model, let data):
      return "the model takes inputs of shape \(model), but the data has \(data); use the window"
        + " and the columns that the model was made for."
    }
  }

  public var errorDescription: String? { description }

  /// Whether numbers went astray during the training, so that there are last good weights and a
  /// history.
  public var isDivergence: Bool {
    switch self {
    case .notFinite, .gradientOverflow: true
    case .noTrainingWindows, .badTarget, .tooManySamples, .wrongInput: false
    }
  }
}
