/// How the values of a series are brought to a common size before training.
public enum Scaling: String, Sendable, Codable, CaseIterable {
  /// As they are.
  case none
  /// Mean 0 and standard deviation 1.
  case standard
  /// From 0 to 1.
  case minmax
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
  /// Cost: two passes over the rows.
  public init(_ scaling: Scaling, fittedTo series: Series, rows: Range<Int>) {
    precondition(
      !rows.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= series.rows,
      "rows \(rows) of a series with \(series.rows)")
    self.scaling = scaling
    columns = series.columns
    var offsets: [Double] = []
    var scales: [Double] = []
    for column in series.columns.indices {
      let (offset, scale) = Self.fit(scaling, series, column: column, rows: rows)
      offsets.append(offset)
      scales.append(scale)
    }
    self.offsets = offsets
    self.scales = scales
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

  private static func fit(
    _ scaling: Scaling, _ series: Series, column: Int, rows: Range<Int>
  ) -> (offset: Double, scale: Double) {
    let width = series.columns.count
    return series.withValues { values in
      var lowest = Double.infinity
      var highest = -Double.infinity
      var sum = 0.0
      for row in rows {
        let value = Double(values[row * width + column])
        lowest = min(lowest, value)
        highest = max(highest, value)
        sum += value
      }
      switch scaling {
      case .none: return (0, 1)
      // Not by the deviation, which the mean's rounding can leave just above zero.
      case _ where lowest == highest: return (lowest, 1)
      case .minmax: return (lowest, highest - lowest)
      case .standard:
        let mean = sum / Double(rows.count)
        var squares = 0.0
        for row in rows {
          let difference = Double(values[row * width + column]) - mean
          squares += difference * difference
        }
        return (mean, (squares / Double(rows.count)).squareRoot())
      }
    }
  }

  /// The scaled series: a second copy of the values, with the same labels and columns.
  public func scaled(_ series: Series) -> Series {
    precondition(
      series.columns == columns, "columns \(series.columns) for a scaler of \(columns)")
    let storage = SeriesStorage()
    guard let target = storage.append(series.storage.count) else {
      preconditionFailure("there is no memory for \(series.storage.count) scaled values")
    }
    let width = columns.count
    series.withValues { values in
      for row in 0..<series.rows {
        for column in 0..<width {
          let index = row * width + column
          target[index] = scale(values[index], column: column)
        }
      }
    }
    return Series(
      name: series.name, path: series.path, columns: series.columns,
      inputCount: series.inputColumns.count, targetColumns: series.targetColumns,
      labels: series.labels, storage: storage)
  }

  /// The scaled value of a column's `value`, the nearest float.
  ///
  /// A value far outside the fitted rows can exceed a float; it becomes the largest one.
  @inline(__always)
  public func scale(_ value: Float, column: Int) -> Float {
    let scaled = Float((Double(value) - offsets[column]) / scales[column])
    let limit = Float.greatestFiniteMagnitude
    return min(max(scaled, -limit), limit)
  }

  /// The value in the column's units of a scaled value.
  @inline(__always)
  public func restore(_ scaled: Float, column: Int) -> Double {
    Double(scaled) * scales[column] + offsets[column]
  }
}
