import Foundation

/// Why runs make no ensemble.
package enum EnsembleError: Error, Equatable {
  /// Too few of them, or too many.
  case count(Int)
  /// What two runs do not have in common.
  case different(first: String, other: String, what: String)
  /// A run twice, or two with the same weights, which are one voice.
  case same(first: String, other: String)
}

extension EnsembleError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .count(let count):
      "an ensemble is of \(Ensemble.sizes.lowerBound) to \(Ensemble.sizes.upperBound) runs, not of"
        + " \(NumberText.grouped(count))"
    case .different(let first, let other, let what):
      "\(TerminalText.plain(first)) and \(TerminalText.plain(other)) differ in \(what), and an ensemble is of"
        + " runs that differ in their seeds"
    case .same(let first, let other):
      "\(TerminalText.plain(first)) and \(TerminalText.plain(other)) have the same weights; train them with"
        + " different seeds"
    }
  }

  package var errorDescription: String? { description }
}

extension Model {
  /// The mean of what the models of several runs say, which have learnt the same rows.
  ///
  /// - Throws: `EnsembleError` where they have not, `ModelError` where the models are not alike.
  package init(meanOf runs: [StoredRun]) throws {
    guard Ensemble.sizes.contains(runs.count) else { throw EnsembleError.count(runs.count) }
    for (place, other) in runs.enumerated().dropFirst() {
      let first = runs[0]
      if let what = first.record.difference(from: other.record) {
        throw EnsembleError.different(first: first.path, other: other.path, what: what)
      }
      if let twin = runs[..<place].first(where: { $0.model.weights == other.model.weights }) {
        throw EnsembleError.same(first: twin.path, other: other.path)
      }
    }
    try self.init(meanOf: runs.map(\.model))
  }
}

extension RunRecord {
  /// The first thing that models have to have in common for their mean to make sense, and these have not; nil where
  /// they have all.
  fileprivate func difference(from other: RunRecord) -> String? {
    func prepared(_ record: RunRecord) -> WindowRecipe? {
      var recipe = record.recipe
      // How much of a network's part counts is its own.
      recipe?.shares = []
      return recipe
    }
    let (own, others) = (data, other.data)
    let parts: [(String, Bool)] = [
      ("their layers", model.layers == other.model.layers),
      ("their loss", settings.loss == other.settings.loss),
      ("their data", own.fingerprint == others.fingerprint && own.rows == others.rows),
      ("their columns", own.columns == others.columns && own.targets == others.targets),
      (
        "their windows",
        settings.window == other.settings.window && settings.farthest == other.settings.farthest
          && settings.predictedRows == other.settings.predictedRows
      ),
      (
        "the rows that they learnt",
        own.training == others.training && own.validation == others.validation
          && own.test == others.test
      ),
      ("how their rows were scaled", scaler == other.scaler && panel == other.panel),
      ("their recipe", prepared(self) == prepared(other)),
    ]
    return parts.first { !$0.1 }?.0
  }
}
