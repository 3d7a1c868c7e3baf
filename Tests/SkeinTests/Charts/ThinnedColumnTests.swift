import Skein
import Testing

@Suite("Long columns in pictures") struct ThinnedColumnTests {
  private func thinned(_ values: [Double], from first: Int = 0) -> ThinnedColumn {
    var column = ThinnedColumn(first..<first + values.count)
    for (row, value) in values.enumerated() { column.add(first + row, value) }
    column.finish()
    return column
  }

  @Test("few rows are all there")
  func few() {
    let values = (0..<4000).map { Double($0 % 7) }
    let column = thinned(values, from: 50)
    #expect(column.rows == Array(50..<4050) && column.values == values)
  }

  @Test("of many rows the ends and the extremes of every range are kept, and nothing is moved")
  func many() {
    for count in [4001, 5000, 99_999, 100_000] {
      let values = (0..<count).map { Double(($0 &* 7919) % 10_007) }
      let column = thinned(values)
      #expect(column.rows.count <= 4000)
      #expect(zip(column.rows, column.values).allSatisfy { values[$0] == $1 })
      #expect(zip(column.rows, column.rows.dropFirst()).allSatisfy { $0 < $1 })
      #expect(column.rows.first == 0 && column.rows.last == count - 1)
      let width = (count + 999) / 1000
      for begin in stride(from: 0, to: count, by: width) {
        let range = begin..<min(begin + width, count)
        let kept = zip(column.rows, column.values).filter { range.contains($0.0) }.map(\.1)
        #expect(kept.min() == values[range].min() && kept.max() == values[range].max())
      }
    }
  }

  @Test("a long gap stays one, and a spike beside a missing value is kept")
  func gaps() {
    var values = [Double](repeating: 1, count: 50_000)
    for row in 10_000..<20_000 { values[row] = .nan }
    values[9_999] = 7
    let column = thinned(values)
    #expect(column.values.contains(7))
    let inside = zip(column.rows, column.values).filter { (10_000..<20_000).contains($0.0) }
    #expect(!inside.isEmpty && inside.allSatisfy { $0.1.isNaN })
  }
}
