import Foundation

/// What can be wrong with a model or its weights.
public indirect enum ModelError: Error, Sendable, Hashable {
  case emptySpecification
  case unknownLayer(String, known: [String])
  case badArgument(layer: String, argument: String, usage: String)
  case tooManyLayers(Int, most: Int)
  case missingUnits(layer: String, usage: String)
  /// What is wrong with the layer that begins at a character of a specification, counted from 1.
  case misplaced(at: Int, ModelError)
  case openBracket(place: Int)
  case strayBracket(place: Int)
  case strayText(place: Int)
  case tooDeep(place: Int, most: Int)
  case missingLayers(layer: String, usage: String)
  case takesNoLayers(layer: String, usage: String)
  /// A layer inside another one that cannot hold it.
  case cannotHold(layer: String, inner: String, usage: String)
  case changesShape(layer: String, gives: String, takes: String)
  case needsSequence(layer: String)
  case endsInSequence(layer: String)
  /// A layer that reads tokens and is not the first one.
  case mustBeFirst(layer: String)
  /// A layer that reads tokens was given other than one number a step.
  case needsTokens(layer: String, features: Int)
  /// Readings were offered to a model that takes the numbers of tokens.
  case readsTokens(model: String)
  /// What the model gives at a step depends on later ones, or its weights on the number of steps, so
  /// it cannot take one at a time.
  case needsWholeSequence(model: String)
  case wrongOutputs(layer: String, outputs: Int, targets: Int)
  /// The loss needs so many numbers of each vector; nil where two or more will do.
  case lossNeedsOutputs(loss: String, layer: String, outputs: Int, targets: Int, needed: Int?)
  case tooLarge(parameters: String)
  case missingTensor(name: String, available: [String])
  case unexpectedTensor(name: String)
  case wrongShape(name: String, shape: [Int], expected: [Int])
  /// Why models make no ensemble.
  case cannotAverage(String)
}

extension ModelError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .emptySpecification:
      return "the model has no layers; give some, such as lstm:60,lstm:50,dense:1."
    case .unknownLayer(let name, let known):
      return "there is no layer called “\(Self.clean(name))”; the layers are"
        + " \(known.joined(separator: ", "))."
    case .badArgument(let layer, let argument, let usage):
      return
        "“\(Self.clean(argument))” makes no sense in a layer \(layer); write"
        + " \(Self.form(layer, usage))."
    case .tooManyLayers(let layers, let most):
      return "the model has \(layers) layers; use \(most) at most."
    case .missingUnits(let layer, let usage):
      return "a layer \(layer) needs its number of units; write \(Self.form(layer, usage))."
    case .misplaced(let place, let error):
      return "at character \(place) of the model, \(error)"
    case .openBracket(let place):
      return "the bracket at character \(place) of the model is not closed."
    case .strayBracket(let place):
      return "the bracket at character \(place) of the model closes nothing."
    case .strayText(let place):
      return "at character \(place) of the model, a layer has ended; go on with a comma."
    case .tooDeep(let place, let most):
      return "the bracket at character \(place) of the model stands in \(most) others; use"
        + " \(most) at most."
    case .missingLayers(let layer, let usage):
      return "a layer \(layer) holds others; write \(Self.form(layer, usage))."
    case .takesNoLayers(let layer, let usage):
      return "a layer \(layer) holds no others; write \(Self.form(layer, usage))."
    case .cannotHold(let layer, let inner, let usage):
      return "a layer \(layer) cannot hold \(Self.clean(inner)); write"
        + " \(Self.form(layer, usage))."
    case .changesShape(let layer, let gives, let takes):
      return "the layers in \(Self.clean(layer)) give \(gives), to which their input,"
        + " \(takes), cannot be added; let them give as much as they take."
    case .needsSequence(let layer):
      return "the layer \(Self.clean(layer)) needs a sequence, but the layer before it gives a"
        + " single vector; let that one return its sequence, or put it after this one."
    case .endsInSequence(let layer):
      return "the last layer, \(Self.clean(layer)), gives a whole sequence; end the model with a"
        + " layer that gives one vector, such as an LSTM that returns its last state, then dense."
    case .mustBeFirst(let layer):
      return "the layer \(Self.clean(layer)) reads the numbers of tokens, which only the model's"
        + " input has; let it be the first one."
    case .needsTokens(let layer, let features):
      return
        "the layer \(Self.clean(layer)) reads one number a step, that of a token, but the input"
        + " has \(features); give it the column of tokens alone."
    case .readsTokens(let model):
      return "\(Self.clean(model)) reads the numbers of tokens, and a stream of readings has none;"
        + " give it whole tables."
    case .needsWholeSequence(let model):
      return
        "what \(Self.clean(model)) gives at a step depends on later ones, or its weights depend"
        + " on the number of steps, so it takes whole windows only."
    case .wrongOutputs(let layer, let outputs, let targets):
      return "the last layer, \(Self.clean(layer)), gives \(outputs)"
        + " number\(outputs == 1 ? "" : "s"), but there"
        + " \(targets == 1 ? "is 1 target" : "are \(targets) targets"); end the model with"
        + " dense:\(targets)."
    case .lossNeedsOutputs(let loss, let layer, let outputs, let targets, let needed):
      let gives =
        "the last layer, \(Self.clean(layer)), gives \(outputs) number\(outputs == 1 ? "" : "s")"
      guard let needed else {
        return "\(gives), but the loss \(loss) tells the class of one target by a number for each"
          + " class; give one target, and end the model with dense and as many units as there are"
          + " classes, 2 or more."
      }
      return "\(gives), but the loss \(loss) needs \(needed) for \(targets)"
        + " target\(targets == 1 ? "" : "s"); end the model with dense:\(needed)."
    case .tooLarge(let parameters):
      return "the model would have \(parameters) parameters; use fewer units, or a smaller"
        + " vocabulary where it reads tokens."
    case .missingTensor(let name, let available):
      return "there is no tensor \(Self.clean(name)); there are"
        + " \(available.isEmpty ? "none" : TerminalText.names(available))."
    case .unexpectedTensor(let name):
      return "the tensor \(Self.clean(name)) belongs to no layer of the model."
    case .wrongShape(let name, let shape, let expected):
      return "\(Self.clean(name)) has shape \(shape); the model needs \(expected)."
    case .cannotAverage(let reason): return "\(Self.clean(reason))."
    }
  }

  /// How a layer is written.
  private static func form(_ layer: String, _ usage: String) -> String {
    usage.isEmpty || "([:".contains(usage.first ?? ":") ? layer + usage : "\(layer):\(usage)"
  }

  public var errorDescription: String? { description }

  /// A name that may come from a file, for one line of a terminal.
  private static func clean(_ text: String) -> String {
    text.isEmpty ? text : TerminalText.plain(text, limit: 80)
  }
}
