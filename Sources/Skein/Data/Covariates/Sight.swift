/// What a network sees of a window: its rows, and those to come as far as something is known of them.
///
/// Of the rows to come, columns whose future is known have their values; the others stay at their last one.
struct Sight: Sendable, Equatable {
  /// Rows of the window.
  let window: Int
  /// Rows behind it: up to the last one that is predicted, or none where no column is known ahead.
  let ahead: Int
  /// Of each input column whether its future is known.
  let isKnown: [Bool]

  /// - Parameters:
  ///   - known: the places of columns whose future is known.
  ///   - horizon: how far the last row that is predicted lies after the window.
  init(window: Int, horizon: Int, inputs: Int, known: some Collection<Int>) {
    self.window = window
    ahead = known.isEmpty ? 0 : horizon
    var isKnown = [Bool](repeating: false, count: inputs)
    for column in known { isKnown[column] = true }
    self.isKnown = isKnown
  }

  /// What a model takes.
  var shape: LayerShape { LayerShape(steps: window + ahead, features: isKnown.count) }

  /// The row at which a column is seen in place of the one that lies so many before the window's last.
  @inline(__always)
  func back(_ back: Int, _ column: Int) -> Int { isKnown[column] ? back : max(back, 0) }
}
