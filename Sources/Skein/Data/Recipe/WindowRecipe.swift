import Hashing

/// A recipe as it was fitted to the training part: with it, windows become what the network sees, and what
/// the network says becomes numbers of the series.
///
/// Encoding it as JSON and back gives the same bits.
public struct WindowRecipe: Codable, Sendable, Equatable {
  /// How the network sees one input column.
  struct Input: Codable, Sendable, Equatable {
    var normalization: Recipe.Normalization
    /// What is subtracted; where that is found in the window, 0.
    var offset: Double
    /// What is divided by.
    var scale: Double
  }

  /// Of each input column.
  var inputs: [Input]
  /// Of each target; without a linear path one without terms, whose base alone counts.
  var paths: [LinearPath]
  /// [steps, targets]: what a 1 of the network means.
  var scales: [Double]
  /// Of each target, from 0 to 1: how much of the network's part counts.
  package internal(set) var shares: [Double]

  /// Whether the network sees an input column as it is.
  func leaves(_ column: Int) -> Bool {
    inputs[column] == Input(normalization: .none, offset: 0, scale: 1)
  }

  /// Rows that a window and what is known before it have at most.
  func reach(window: Int) -> Int { max(window + 1, paths.map(\.reach).max() ?? 1) }

  /// What the network's part of a target is multiplied with in this window.
  private func factor(_ past: Past, target: Int, window: Int) -> Double {
    let column = paths[target].column
    guard column < inputs.count, inputs[column].normalization == .window else { return 1 }
    return spread(past, column, window).deviation / inputs[column].scale
  }

  /// The mean of a window's column, and its deviation, which is never near zero.
  private func spread(_ past: Past, _ column: Int, _ window: Int)
    -> (mean: Double, deviation: Double)
  {
    var sum = 0.0
    for back in 0..<window { sum += past.value(back, column) }
    let mean = sum / Double(window)
    var squares = 0.0
    for back in 0..<window {
      let distance = past.value(back, column) - mean
      squares += distance * distance
    }
    let least = 1e-3 * inputs[column].scale
    return (mean, max((squares / Double(window)).squareRoot(), least))
  }

  /// Writes what the network sees of a window.
  ///
  /// - Parameters:
  ///   - past: up to the window's last row, and beyond it where columns are known ahead.
  ///   - stride: from a row to the next in `target`.
  func fill(
    _ past: Past, _ sight: Sight, into target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    for column in inputs.indices {
      let input = inputs[column]
      var (offset, scale) = (input.offset, input.scale)
      switch input.normalization {
      case .last: offset = past.value(0, column)
      case .window: (offset, scale) = spread(past, column, sight.window)
      case .none, .change, .auto: break
      }
      var place = target + column
      for back in (-sight.ahead..<sight.window).reversed() {
        if input.normalization == .change {
          offset = input.offset + past.value(sight.back(back + 1, column), column)
        }
        let value = past.value(sight.back(back, column), column)
        place.pointee = Self.float((value - offset) / scale)
        place += stride
      }
    }
  }

  /// What the network should say about a window.
  ///
  /// - Parameters:
  ///   - actual: [steps, targets], what came.
  ///   - values: receives as many numbers.
  func aim(
    _ past: Past, window: Int, ahead: ClosedRange<Int>,
    actual: (_ ahead: Int, _ target: Int) -> Double,
    into values: UnsafeMutablePointer<Float>
  ) {
    forEach(past, window, ahead) { place, target, step, anchor, scale in
      values[place] = Self.float((actual(step, target) - anchor) / scale)
    }
  }

  /// What the network's words mean.
  ///
  /// - Parameters:
  ///   - scaled: [steps, targets]
  ///   - values: receives as many numbers, in the units of the series.
  func restore(
    _ scaled: ArraySlice<Float>, _ past: Past, window: Int, ahead: ClosedRange<Int>,
    into values: inout [Double]
  ) {
    let first = scaled.startIndex
    forEach(past, window, ahead) { place, target, _, anchor, scale in
      values[place] = anchor + shares[target] * scale * Double(scaled[first + place])
    }
  }

  /// Calls `body` with the place among the outputs, the target, the rows ahead, the linear path's forecast
  /// and what a 1 of the network means there.
  func forEach(
    _ past: Past, _ window: Int, _ ahead: ClosedRange<Int>,
    _ body: (_ place: Int, _ target: Int, _ ahead: Int, _ anchor: Double, _ scale: Double) -> Void
  ) {
    for (target, path) in paths.enumerated() {
      let factor = factor(past, target: target, window: window)
      path.forEachForecast(past, ahead) { step, anchor in
        let place = step * paths.count + target
        body(place, target, ahead.lowerBound + step, anchor, scales[place] * factor)
      }
    }
  }

  /// The nearest float; a value far outside the training part becomes the largest one.
  @inline(__always)
  private static func float(_ value: Double) -> Float {
    let limit = Float.greatestFiniteMagnitude
    return min(max(Float(value), -limit), limit)
  }

  /// A hash of all that decides what the network sees and learns.
  var digits: String {
    var hash = FNV1a()
    for input in inputs {
      hash.combine(input.normalization.rawValue)
      hash.combine(input.offset.bitPattern)
      hash.combine(input.scale.bitPattern)
    }
    for scale in scales { hash.combine(scale.bitPattern) }
    for path in paths {
      for number in [path.mean] + path.weights.flatMap({ $0 }) { hash.combine(number.bitPattern) }
    }
    return hash.digits
  }

  /// Whether a recipe that was read from a file can be used.
  ///
  /// - Parameters:
  ///   - columns: the series' columns, in their order.
  func isUsable(columns: [String], inputs: [String], targets: [String], steps: Int) -> Bool {
    self.inputs.count == inputs.count && paths.count == targets.count
      && scales.count == steps * targets.count && shares.count == targets.count
      && self.inputs.allSatisfy { $0.offset.isFinite && $0.scale.isFinite && $0.scale > 0 }
      && (scales + shares).allSatisfy(\.isFinite)
      && zip(paths, targets).allSatisfy { path, target in
        path.isUsable(columns: columns.count, steps: steps) && columns[path.column] == target
      }
  }
}
