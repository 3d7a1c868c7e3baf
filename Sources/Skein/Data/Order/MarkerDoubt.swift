/// Numbers that programs write where a value is missing.
enum MarkerDoubt {
  private static let numbers: Set<Double> = [
    -1, -9, -99, -99.9, -99.99, -200, -999, -999.9, -9999, -9999.9, -99_999, -32_768, 99, 99.9,
    99.99,
    999, 999.9, 9999, 9999.9, 99_999, 999_999, 32_767, 65_535,
  ]

  /// What is to be said where such a number stands more than once, far from all others of its column.
  ///
  /// - Parameter values: [rows, columns].
  static func notes(_ values: UnsafeBufferPointer<Double>, columns: [String]) -> [String] {
    columns.enumerated().compactMap { column, name in
      note(values, column, width: columns.count).map { number, count in
        "\(NumberText.significant(number)) stands \(NumberText.grouped(count)) times in column"
          + " \(TerminalText.quoted(name)), far from all other values; name it among the words for a"
          + " missing value if it is one"
      }
    }
  }

  private static func note(
    _ values: UnsafeBufferPointer<Double>, _ column: Int, width: Int
  ) -> (number: Double, count: Int)? {
    var (least, most) = (Double.infinity, -Double.infinity)
    for index in stride(from: column, to: values.count, by: width) where !values[index].isNaN {
      least = min(least, values[index])
      most = max(most, values[index])
    }
    for number in [least, most] where numbers.contains(number) {
      var count = 0
      var (low, high) = (Double.infinity, -Double.infinity)
      for index in stride(from: column, to: values.count, by: width) where !values[index].isNaN {
        if values[index] == number {
          count += 1
        } else {
          low = min(low, values[index])
          high = max(high, values[index])
        }
      }
      let distance = number == least ? low - number : number - high
      if count > 1, low <= high, distance > 2 * (high - low) { return (number, count) }
    }
    return nil
  }
}
