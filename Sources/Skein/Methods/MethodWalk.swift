/// A fitted method on its way along a column: it has seen the values up to a row, and says what follows.
///
/// `column` is what `begin` was given, always the same.
package protocol MethodWalk {
  /// Sees the values up to a row, which is never before that of the last call.
  mutating func advance(to row: Int, of column: [Double])

  /// What comes `steps` rows after the row seen last, nearest first.
  ///
  /// - Parameter steps: 1 is the next row.
  mutating func forecast(
    _ steps: ClosedRange<Int>, of column: [Double], into values: inout [Double])
}

/// A method that looks back to single rows or over a few, so that nothing needs to be kept.
struct ReachingWalk: MethodWalk {
  private var row = -1
  private let value: (_ row: Int, _ step: Int, _ column: [Double]) -> Double

  init(_ value: @escaping (_ row: Int, _ step: Int, _ column: [Double]) -> Double) {
    self.value = value
  }

  mutating func advance(to row: Int, of column: [Double]) { self.row = row }

  mutating func forecast(
    _ steps: ClosedRange<Int>, of column: [Double], into values: inout [Double]
  ) {
    for step in steps { values[step - steps.lowerBound] = value(row, step, column) }
  }
}
