/// How the values of a series are brought to a common size before training.
public enum Scaling: String, Sendable, Codable, CaseIterable {
  /// As they are.
  case none
  /// Mean 0 and standard deviation 1.
  case standard
  /// From 0 to 1.
  case minmax
  /// Divided by the mean magnitude, so that zero stays zero: for counts.
  case mean
  /// `standard` where a column is far from unit scale, otherwise `none`.
  case auto
}

/// Brings each column to a common size and back: scaled = (value − offset) / scale.
///
/// Fitted on the training rows only, so that nothing of the later rows leaks into training; rows
/// outside may therefore leave the range. As in scikit-learn, the standard deviation is that of the
/// population (divided by n) and a constant column has scale 1.
///
/// Encoding it as JSON and back gives the same bits.
public struct Scaler: Sendable, Codable, Equatable {
  public let scaling: Scaling
  /// The columns it was fitted to, in the series' order.
  public let columns: [String]
  /// What is subtracted from each column, in its units.
  public let offsets: [Double]
  /// What each column is divided by, in its units; never zero.
  public let scales: [Double]

  /// Fits each column of `series` on `rows`, in double precision and in row order.
  ///
  /// Values that were missing are left out. Cost: two passes over the rows.
  public init(_ scaling: Scaling, fittedTo series: Series, rows: Range<Int>) {
    self.init(scaling, fittedTo: series, runs: [rows])
  }

  /// The same for several runs of rows.
  init(_ scaling: Scaling, fittedTo series: Series, runs: [Range<Int>]) {
    precondition(
      !runs.isEmpty
        && runs.allSatisfy {
          !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= series.rows
        }, "rows \(runs) of a series with \(series.rows)")
    let scaling = scaling == .auto ? Self.automatic(series, runs) : scaling
    self.scaling = scaling
    columns = series.columns
    let fitted = Self.fit(scaling, series, runs)
    offsets = fitted.map(\.offset)
    scales = fitted.map(\.scale)
  }

  /// Leaves columns as they are.
  package init(unscaled columns: [String]) {
    scaling = .none
    self.columns = columns
    offsets = [Double](repeating: 0, count: columns.count)
    scales = [Double](repeating: 1, count: columns.count)
  }

  /// A fitted scaler with columns behind its own that stay as they are.
  package init(_ fitted: Scaler, unscaled columns: [String]) {
    let others = Scaler(unscaled: columns)
    scaling = fitted.scaling
    self.columns = fitted.columns + columns
    offsets = fitted.offsets + others.offsets
    scales = fitted.scales + others.scales
  }

  /// Throws `DecodingError` unless the columns, offsets and scales make a scaler.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    scaling = try container.decode(Scaling.self, forKey: .scaling)
    columns = try container.decode([String].self, forKey: .columns)
    offsets = try container.decode([Double].self, forKey: .offsets)
    scales = try container.decode([Double].self, forKey: .scales)
    guard offsets.count == columns.count, scales.count == columns.count,
      offsets.allSatisfy(\.isFinite), scales.allSatisfy({ $0.isFinite && $0 > 0 })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .scales, in: container,
        debugDescription: "a scaler needs an offset and a positive scale for each column")
    }
  }

  /// What `auto` stands for: a standard deviation of a tenth to three and a mean within three of zero
  /// train as they are.
  private static func automatic(_ series: Series, _ runs: [Range<Int>]) -> Scaling {
    let isNear = fit(.standard, series, runs).allSatisfy { mean, deviation in
      // A constant column has nothing that scaling would bring nearer but its value.
      return mean.magnitude <= 3 && (0.1...3).contains(deviation)
    }
    return isNear ? .none : .standard
  }

  /// What the values of a column sum up to.
  private struct Summary {
    var lowest = Double.infinity
    var highest = -Double.infinity
    var sum = 0.0
    var magnitudes = 0.0
    var count = 0
    /// The sum of the squared distances from the mean.
    var squares = 0.0

    var mean: Double { sum / Double(count) }
  }

  /// The offset and scale of each column. All columns are summed up in one pass, each in the order of its
  /// rows.
  private static func fit(
    _ scaling: Scaling, _ series: Series, _ runs: [Range<Int>]
  ) -> [(offset: Double, scale: Double)] {
    let width = series.columns.count
    if scaling == .none || scaling == .auto {
      return [(offset: Double, scale: Double)](repeating: (0, 1), count: width)
    }
    var columns = [Summary](repeating: Summary(), count: width)
    forEach(series, runs) { column, value in
      columns[column].lowest = min(columns[column].lowest, value)
      columns[column].highest = max(columns[column].highest, value)
      columns[column].sum += value
      columns[column].magnitudes += value.magnitude
      columns[column].count += 1
    }
    if scaling == .standard {
      let means = columns.map(\.mean)
      forEach(series, runs) { column, value in
        let difference = value - means[column]
        columns[column].squares += difference * difference
      }
    }
    return columns.map { column in
      if column.count == 0 { return (0, 1) }
      // Not by the deviation, which the mean's rounding can leave just above zero.
      if scaling == .mean, column.lowest == 0, column.highest == 0 { return (0, 1) }
      if scaling != .mean, column.lowest == column.highest { return (column.lowest, 1) }
      if scaling == .mean { return (0, column.magnitudes / Double(column.count)) }
      if scaling == .minmax { return (column.lowest, column.highest - column.lowest) }
      return (column.mean, (column.squares / Double(column.count)).squareRoot())
    }
  }

  /// Calls `body` with each value that was not missing, and its column.
  private static func forEach(
    _ series: Series, _ runs: [Range<Int>], _ body: (Int, Double) -> Void
  ) {
    let width = series.columns.count
    let filled = series.filled
    for run in runs {
      series.forEachBlock(of: run) { rows, values in
        for row in rows {
          for column in 0..<width where !filled.contains(row * width + column) {
            body(column, values[(row - rows.lowerBound) * width + column])
          }
        }
      }
    }
  }

  /// The scaled values: a copy of half the size, or none where the series is in a file.
  public func scaled(_ series: Series) -> ScaledSeries {
    precondition(
      series.columns == columns, "columns \(series.columns) for a scaler of \(columns)")
    return ScaledSeries(series, self)
  }

  /// The scaled value of a column's `value`, the nearest float: scaled in double precision first.
  ///
  /// A value far outside the fitted rows can exceed a float; it becomes the largest one.
  @inline(__always)
  public func scale(_ value: Double, column: Int) -> Float {
    let scaled = Float((value - offsets[column]) / scales[column])
    let limit = Float.greatestFiniteMagnitude
    return min(max(scaled, -limit), limit)
  }

  /// The value in the column's units of a scaled value.
  @inline(__always)
  public func restore(_ scaled: Float, column: Int) -> Double {
    Double(scaled) * scales[column] + offsets[column]
  }

  /// The restored value with the digits that a scaled float holds, so that it is short where it is
  /// written.
  package func shortest(_ scaled: Float, column: Int) -> Double {
    rounded(restore(scaled, column: column), column: column)
  }

  /// A value with as many decimals as a scaled float tells apart; unscaled, with the digits of a float.
  package func rounded(_ value: Double, column: Int) -> Double {
    if scaling == .none { return Double("\(Float(value))") ?? value }
    // Powers of ten by multiplication, which is exact up to 10²² and the same everywhere.
    let least = scales[column] * 0x1p-24
    var power = 1.0
    if least < 1 {
      while power * least < 1, power < 1e22 { power *= 10 }
      let short = (value * power).rounded() / power
      return short.isFinite ? short : value
    }
    while power * 10 <= least, power < 1e22 { power *= 10 }
    let short = (value / power).rounded() * power
    return short.isFinite ? short : value
  }
}
