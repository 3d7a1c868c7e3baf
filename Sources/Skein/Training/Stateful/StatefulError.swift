import Foundation

/// Why a training cannot carry states from one step to the next.
public enum StatefulError: Error, Sendable, Equatable {
  /// The samples do not follow each other.
  case notConsecutive
  /// A layer needs a whole sequence, or the model remembers nothing.
  case wrongModel(String)
  /// An option that cuts the samples in another way.
  case option(String)
}

extension StatefulError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .notConsecutive:
      return
        "a stateful training goes through samples that follow each other without a gap and have all"
        + " steps, such as the windows of a text, and these do not."
    case .wrongModel(let model):
      return "a stateful training takes states from one window to the next, and"
        + " \(TerminalText.plain(model, limit: 200)) has none that go on; give a recurrent layer and none"
        + " that needs the whole sequence, such as bidirectional, mean or max."
    case .option(let name):
      return "a stateful training takes every sample in its order, with one batch a step; leave out"
        + " \(name)."
    }
  }

  public var errorDescription: String? { description }
}

extension Trainer {
  /// - Throws: `StatefulError`.
  func checkStates(_ training: any SampleSource, _ validation: (any SampleSource)?) throws {
    if !options.stateful { return }
    if options.accumulate > 1 { throw StatefulError.option("accumulate") }
    if options.stepsPerEpoch != nil { throw StatefulError.option("steps per epoch") }
    for samples in [training, validation].compactMap({ $0 })
    where !samples.isConsecutive || samples.hasLengths {
      throw StatefulError.notConsecutive
    }
    let layers = model.architecture.layers
    guard layers.allSatisfy(\.goesByStep), CarriedStates.width(model.architecture) > 0 else {
      throw StatefulError.wrongModel(model.architecture.specification)
    }
  }
}
