import Foundation

/// What can be wrong with a model or its weights.
public enum ModelError: Error, Sendable, Hashable {
  case emptySpecification
  case unknownLayer(String, known: [String])
  case badArgument(layer: String, argument: String, usage: String)
  case missingUnits(layer: String, usage: String)
  case tooManyArguments(layer: String, usage: String)
  case needsSequence(layer: String)
  case endsInSequence(layer: String)
  case wrongOutputs(layer: String, outputs: Int, targets: Int)
  case tooLarge(parameters: String)
  case missingTensor(name: String, available: [String])
  case unexpectedTensor(name: String)
  case wrongShape(name: String, shape: [Int], expected: [Int])
}

extension ModelError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .emptySpecification:
      return "The model has no layers; give some, such as lstm:60,lstm:50,dense:1."
    case .unknownLayer(let name, let known):
      return
        "There is no layer called “\(Self.clean(name))”; the layers are \(known.joined(separator: ", "))."
    case .badArgument(let layer, let argument, let usage):
      return
        "“\(Self.clean(argument))” makes no sense in a layer \(layer); write \(layer):\(usage)."
    case .missingUnits(let layer, let usage):
      return "A layer \(layer) needs its number of units; write \(layer):\(usage)."
    case .tooManyArguments(let layer, let usage):
      return "A layer \(layer) takes fewer parts; write \(layer):\(usage)."
    case .needsSequence(let layer):
      return "The layer \(layer) needs a sequence, but the layer before it gives a single vector;"
        + " let that one return its sequence, or put it after this one."
    case .endsInSequence(let layer):
      return "The last layer, \(layer), gives a whole sequence; end the model with a layer that"
        + " gives one vector, such as an LSTM that returns its last state, then dense."
    case .wrongOutputs(let layer, let outputs, let targets):
      return "The last layer, \(layer), gives \(outputs) number\(outputs == 1 ? "" : "s"), but"
        + " there \(targets == 1 ? "is 1 target" : "are \(targets) targets"); end the model with"
        + " dense:\(targets)."
    case .tooLarge(let parameters):
      return "The model would have \(parameters) parameters; use fewer units."
    case .missingTensor(let name, let available):
      return "There is no tensor \(Self.clean(name)); there are"
        + " \(available.map(Self.clean).joined(separator: ", "))."
    case .unexpectedTensor(let name):
      return "The tensor \(Self.clean(name)) belongs to no layer of the model."
    case .wrongShape(let name, let shape, let expected):
      return "\(Self.clean(name)) has shape \(shape); the model needs \(expected)."
    }
  }

  public var errorDescription: String? { description }

  /// A name that may come from a file, for one line of a terminal.
  private static func clean(_ text: String) -> String {
    CleanText.line(text, limit: 80)
  }
}
