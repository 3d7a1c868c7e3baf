/// How well quantiles fit what happened to one target.
package struct RunQuantileScores: Sendable, Codable, Equatable {
  package struct Score: Sendable, Codable, Equatable {
    package let quantile: Double
    /// The part of the values, from 0 to 1, that are not above it.
    package let coverage: Double
    /// The mean pinball loss in the target's units; of many series without units, null where none has a scale.
    @NullIfMissing package var pinball: Double?
  }

  /// The target's column.
  package let target: String
  package let scores: [Score]

  init(target: String, scores: [QuantileScore]) {
    self.target = target
    self.scores = scores.map {
      Score(
        quantile: $0.quantile, coverage: $0.coverage,
        pinball: $0.pinball)
    }
  }

  /// Of many series.
  ///
  /// - Parameters:
  ///   - members: of each series that was predicted, for each quantile.
  ///   - steps: what errors of each are scaled by.
  init(target: String, of members: [[QuantileScore]], scaledBy steps: [NaiveSteps]) {
    self.target = target
    scores = (members.first ?? []).indices.map { index in
      let own = members.map { $0[index] }
      let count = own.reduce(0) { $0 + $1.count }
      let below = own.reduce(0.0) { $0 + $1.coverage * Double($1.count) }
      let scaled = zip(own, steps).compactMap { score, steps in
        steps.magnitude.map { score.pinball / $0 }
      }
      let mean = scaled.isEmpty ? nil : scaled.reduce(0, +) / Double(scaled.count)
      return Score(
        quantile: own[0].quantile, coverage: below / Double(count),
        pinball: mean)
    }
  }
}
