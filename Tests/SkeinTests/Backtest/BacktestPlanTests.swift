import Skein
import Testing

@Suite("Folds of a backtest") struct BacktestPlanTests {
  private func series(rows: Int) throws -> Series {
    try Series(name: "s", columns: [("v", (0..<rows).map { Double($0 * $0 % 17) })])
  }

  @Test("folds are evenly apart, the last one ends with the series, and each has rows to look at")
  func origins() throws {
    for rows in 6...20 {
      let series = try series(rows: rows)
      for (folds, horizon, stride) in [(1, 1, 1), (3, 2, 2), (4, 3, 1), (2, 1, 5)] {
        let plan = BacktestPlan(folds: folds, horizon: horizon, stride: stride, refit: 1)
        let seen = 4
        guard seen + (folds - 1) * stride + horizon <= rows else {
          #expect(throws: (any Error).self) { try plan.origins(in: series, seen: seen) }
          continue
        }
        let origins = try plan.origins(in: series, seen: seen)
        #expect(origins.count == folds && origins[0] >= seen)
        #expect(origins.last == rows - horizon)
        #expect(zip(origins, origins.dropFirst()).allSatisfy { $1 - $0 == stride })
      }
    }
  }

  @Test("each fold belongs to one training, the last one before it")
  func trainings() {
    for folds in 1...12 {
      for refit in [nil] + (1...13).map(Optional.some) {
        let plan = BacktestPlan(folds: folds, horizon: 1, stride: 1, refit: refit)
        let owned = plan.trainings.flatMap { Array(plan.folds(of: $0)) }
        #expect(owned == Array(0..<folds))
        #expect(plan.trainings.allSatisfy { plan.folds(of: $0).first == $0 })
        #expect(plan.trainings.count == (refit.map { (folds + $0 - 1) / $0 } ?? 1))
      }
    }
  }

  @Test("the first rows of a series are what a reader of them alone would have")
  func prefix() throws {
    let all: [Double] = (0..<40).map { (row: Int) -> Double in
      row % 7 == 3 || row == 39 ? .nan : Double(row * row % 23)
    }
    func series(_ rows: Int) throws -> Series {
      let numbers: [Double] = (0..<rows).map { Double($0) }
      let columns = [SeriesColumn("a", Array(all.prefix(rows))), SeriesColumn("b", numbers)]
      let labels = RowLabels((0..<rows).map { "r\($0)" })
      return try Series(
        columns: columns, targets: ["a"], inputs: ["a", "b"], labels: labels,
        missingValues: .interpolate)
    }
    let whole = try series(40)
    for rows in 1...40 {
      let part = whole.prefix(rows)
      let alone = try series(rows)
      #expect(part.rows == rows && part.runs == [0..<rows] && part.columns == alone.columns)
      #expect(part.fingerprint == alone.fingerprint, "\(rows) rows")
      for row in 0..<rows {
        #expect(part.rowLabel(row) == alone.rowLabel(row))
        #expect(part.isFilled(row: row, column: 0) == alone.isFilled(row: row, column: 0))
      }
    }
  }
}
