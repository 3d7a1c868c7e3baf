import Foundation

/// Why data does not mean to a model what its training data meant.
public enum PreparationError: Error, Sendable, Equatable {
  /// The columns or their roles are others.
  case otherColumns(source: String, inputs: [String], targets: [String], needed: Preparation)
  /// The scaler was fitted to other rows, or scales otherwise.
  case otherScaler(source: String)
  case otherWindow(source: String, window: Int, horizon: Int, needed: Preparation)
  /// A table of many series, whose scales no preparation holds.
  case manySeries(source: String)
  /// The model was made for other windows or targets.
  case otherModel(input: LayerShape, outputs: Int, needed: Preparation)
}

extension PreparationError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .otherColumns(let source, let inputs, let targets, let needed):
      return "\(TerminalText.plain(source)) has \(Self.roles(inputs, targets)), but the model was"
        + " trained on \(Self.roles(needed.inputs, needed.targets)); give the same columns in the"
        + " same order"
    case .otherScaler(let source):
      return "\(TerminalText.plain(source)) is scaled otherwise than the data that the model was"
        + " trained on; prepare it with the training's scaler"
    case .otherWindow(let source, let window, let horizon, let needed):
      return "\(TerminalText.plain(source)) has windows of \(window) rows and a horizon of"
        + " \(horizon), but the model was trained on \(needed.window) and \(needed.horizon);"
        + " prepare it as the training data"
    case .manySeries(let source):
      return
        "\(TerminalText.plain(source)) holds many series, each in its own scale, which a forecaster"
        + " does not keep; ask the run, or prepare one series alone"
    case .otherModel(let input, let outputs, let needed):
      return "the model takes \(input) and gives \(NumberText.count(outputs, "number")), but the"
        + " data has \(needed.inputShape) and \(NumberText.count(needed.targets.count, "target"));"
        + " use the data that the model was made for"
    }
  }

  private static func roles(_ inputs: [String], _ targets: [String]) -> String {
    "the \(inputs.count == 1 ? "input" : "inputs") \(TerminalText.names(inputs)) and the"
      + " \(targets.count == 1 ? "target" : "targets") \(TerminalText.names(targets))"
  }
}
