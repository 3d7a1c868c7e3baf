/// The gradients of a table of vectors in one step of a training, token by token as they stand in the
/// batch: as many as the batch has tokens, however large the table.
///
/// Each place is written by whoever passes its row, before the workers meet; afterwards the vectors of one
/// token belong to one worker, which sums them where the token stands first.
package final class TokenGradients: Sendable {
  /// The table in the model's weights.
  package let table: ParameterLayout.Place
  /// T
  package let steps: Int
  /// [rows, T]: which vector of the table was read; −1 where nothing is to be changed.
  package let tokens: SharedBuffer<Int32>
  /// [rows, T, size of a vector]
  package let values: SharedBuffer<Float>

  /// - Parameter rows: the most of a step.
  init(of table: ParameterLayout.Place, rows: Int, steps: Int) {
    self.table = table
    self.steps = steps
    tokens = SharedBuffer(untouched: rows * steps)
    values = SharedBuffer(untouched: rows * steps * table.parameter.columns)
  }

  /// Bytes for so many tokens.
  static func bytes(of table: ParameterLayout.Place, places: Double) -> Double {
    4 * places * Double(table.parameter.columns + 1)
  }

  /// Vectors in the table.
  package var vocabulary: Int { table.parameter.rows }

  /// Numbers of a vector.
  package var size: Int { table.parameter.columns }

  /// The gradient at a place of `tokens`.
  @inline(__always)
  package func vector(at place: Int) -> UnsafeMutablePointer<Float> { values.base + place * size }
}
