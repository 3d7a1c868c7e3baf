/// Numbers that programs write where a value is missing.
enum MarkerDoubt {
  private static let numbers: Set<Double> = [
    -1, -9, -99, -99.9, -99.99, -200, -999, -999.9, -9999, -9999.9, -99_999, -32_768, 99, 99.9,
    99.99,
    999, 999.9, 9999, 9999.9, 99_999, 999_999, 32_767, 65_535,
  ]

  /// What is to be said where such a number stands far from all others of its column.
  ///
  /// - Parameter values: [rows, columns].
  /// - Returns: a clause for each column that has one; cost: a pass, and another one for those whose least or
  ///   largest value is such a number.
  static func notes(_ values: SeriesStorage<Double>, columns: [String]) -> [String] {
    let width = columns.count
    var ranges = [(least: Double, most: Double)](
      repeating: (.infinity, -.infinity), count: width)
    forEachRow(values, width) { row in
      for column in 0..<width where !row[column].isNaN {
        ranges[column].least = min(ranges[column].least, row[column])
        ranges[column].most = max(ranges[column].most, row[column])
      }
    }
    return columns.enumerated().compactMap { column, name in
      note(values, column, width, ranges[column]).map { number, count in
        "\(NumberText.significant(number)) stands \(times(count)) in column"
          + " \(TerminalText.quoted(name)), far from all other values; name it among the words for a"
          + " missing value if it is one"
      }
    }
  }

  private static func times(_ count: Int) -> String {
    count == 1 ? "once" : "\(NumberText.grouped(count)) times"
  }

  private static func forEachRow(
    _ values: SeriesStorage<Double>, _ width: Int, _ body: (UnsafeMutablePointer<Double>) -> Void
  ) {
    values.forEachBlock(of: 0..<values.count, width: width) { indices in
      for index in stride(from: indices.lowerBound, to: indices.upperBound, by: width) {
        body(values.base + index)
      }
    }
  }

  private static func note(
    _ values: SeriesStorage<Double>, _ column: Int, _ width: Int,
    _ range: (least: Double, most: Double)
  ) -> (number: Double, count: Int)? {
    for number in [range.least, range.most] where numbers.contains(number) {
      var count = 0
      var (low, high) = (Double.infinity, -Double.infinity)
      forEachRow(values, width) { row in
        let value = row[column]
        if value == number {
          count += 1
        } else if !value.isNaN {
          low = min(low, value)
          high = max(high, value)
        }
      }
      let distance = number == range.least ? low - number : number - high
      if count > 0, low < high, distance > 2 * (high - low) { return (number, count) }
    }
    return nil
  }
}
