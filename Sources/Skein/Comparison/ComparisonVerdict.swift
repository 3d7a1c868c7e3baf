/// What a comparison says about one candidate beside its base.
package enum ComparisonVerdict: String, Sendable, Codable {
  /// It is what others are compared with.
  case base
  case faster, slower
  /// No difference showed; a larger one than the interval's half would have.
  case alike
  /// The machine was disturbed, so nothing is concluded.
  case undecided

  /// The chance that a real verdict is wrong where nothing differs, all candidates together.
  ///
  /// The intervals that are printed are 95 %; of a hundred candidates that do not differ five would lie
  /// outside of theirs. On a machine whose rounds depend on each other the chance is larger than it says,
  /// so it is a tenth of that.
  static let miss = 0.005

  /// - Parameters:
  ///   - difference: nil where too few rounds were measured.
  ///   - candidates: that are compared with a base.
  package init(_ difference: PairedDifference?, candidates: Int, isDisturbed: Bool) {
    guard !isDisturbed, let difference,
      let interval = difference.interval(miss: Self.miss / Double(max(candidates, 1)))
    else {
      self = .undecided
      return
    }
    self = interval.lowerBound > 1 ? .faster : interval.upperBound < 1 ? .slower : .alike
  }
}
