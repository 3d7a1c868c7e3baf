import Foundation

/// A form in which other programs keep models.
public enum InterchangeFormat: String, Sendable, CaseIterable {
  case pytorch, onnx, keras

  /// As its makers write it.
  public var title: String {
    switch self {
    case .pytorch: "PyTorch"
    case .onnx: "ONNX"
    case .keras: "Keras"
    }
  }

  /// Under which the metadata of what is exported has its preparation, as JSON.
  static let preparationKey = "skein.preparation"
  /// The layers, as a specification.
  static let layersKey = "skein.layers"
  /// The loss, which says what the last layer's numbers mean.
  static let lossKey = "skein.loss"
  /// How each of many series is scaled by itself.
  static let scalingKey = "skein.scaling"
}

/// Why a model cannot be given to another program, or taken from it.
public enum InterchangeError: Error, Sendable, Equatable {
  /// A layer that does not say what it is there.
  case unknownLayer(String, format: InterchangeFormat)
  /// A loss that does not say there what an output means.
  case unknownLoss(String, format: InterchangeFormat)
  /// What stands around a network is more than a scaler.
  case recipe(format: InterchangeFormat)
  /// More than a file of that form can hold.
  case tooLarge(bytes: Int, format: InterchangeFormat)
  /// Weights that are infinite or NaN.
  case notFinite(file: String)
  /// What was read back is not what was written.
  case otherReadBack(file: String)
  /// A file that contradicts itself or ends too early.
  case malformed(file: String, problem: String)
  /// A sound file with something in it that is not taken.
  case refused(file: String, problem: String)
  /// Weights of a network that nobody has described.
  case noLayers(file: String)
  /// A description of the preparation that makes no sense.
  case badPreparation(file: String, problem: String)
  /// Rows of another width than the network takes.
  case otherInputs(file: String, found: Int, needed: Int)
  /// A network of many series, without the scale of each.
  case manySeries(file: String)
  /// Layers that are not those of the network that the file is said to be of.
  case otherLayers(file: String, found: String, needed: String)
}

extension InterchangeError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .unknownLayer(let layer, let format):
      "the layer \(TerminalText.literal(layer)) has no counterpart that Skein can write for \(format.title)"
    case .unknownLoss(let loss, let format):
      "what a model says that was trained with \(TerminalText.literal(loss)) cannot be written for \(format.title)"
    case .recipe(let format):
      "the run's recipe prepares each window in its own way, which is not written for \(format.title); export"
        + " the network alone, or train with the scaler alone"
    case .tooLarge(let bytes, let format):
      "the weights take \(NumberText.grouped(bytes)) bytes, more than a file for \(format.title) can hold; train a"
        + " smaller model"
    case .notFinite(let file):
      "\(TerminalText.plain(file)) holds weights that are infinite or NaN; use those of an earlier step"
    case .otherReadBack(let file):
      "\(TerminalText.plain(file)), read back, does not hold the weights that were written; look at the disk, and"
        + " write it again"
    case .malformed(let file, let problem):
      "\(TerminalText.plain(file)) is damaged: \(problem); copy it or save it again"
    case .refused(let file, let problem):
      "\(TerminalText.plain(file)): \(problem)"
    case .noLayers(let file):
      "\(TerminalText.plain(file)) does not say which layers its weights are of"
    case .badPreparation(let file, let problem):
      "\(TerminalText.plain(file)) says how its rows are prepared, but \(problem)"
    case .otherInputs(let file, let found, let needed):
      "the network of \(TerminalText.plain(file)) takes \(NumberText.count(needed, "number")) a step, and the"
        + " rows have \(found)"
    case .manySeries(let file):
      "\(TerminalText.plain(file)) learned many series, each in a scale of its own, and becomes no run by itself; take"
        + " the run that it is from, or model.py beside it"
    case .otherLayers(let file, let found, let needed):
      "\(TerminalText.plain(file)) holds \(TerminalText.plain(found, limit: 400)), not"
        + " \(TerminalText.plain(needed, limit: 400))"
    }
  }
}
