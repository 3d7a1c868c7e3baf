import Foundation
import Skein
import Testing

@Suite("What predictions.csv lists") struct ListedPredictionsTests {
  @Test("the test part, but of a long one the last rows; all; or none")
  func windows() {
    let most = ListedPredictions.most
    for test in [0, 1, 50, most - 1, most, most + 1, 5 * most] {
      let count = test + 200
      #expect(ListedPredictions.all.windows(of: count, test: 200..<count) == 0..<count)
      #expect(ListedPredictions.none.windows(of: count, test: 200..<count).isEmpty)
      let listed = ListedPredictions.test.windows(of: count, test: 200..<count)
      #expect(listed.upperBound == count && listed.count == min(test, most))
    }
  }

  @Test("a table lists the same rows with the same numbers, whatever part of them it lists")
  func tables() throws {
    let series = try NoisySeries.walk(rows: 1300)
    for horizon in [1, 7] {
      let data = try Dataset(series, window: 4, horizon: horizon, recipe: .auto)
      let model = try Model(
        Sequential {
          LSTM(2)
          Dense(horizon)
        }, for: data)
      func table(_ listed: ListedPredictions) throws -> (lines: [String], tested: [Float]) {
        try withTemporaryFolder { folder in
          let path = "\(folder)/table.csv"
          let predictions = try TrainedPredictions(
            of: model, data, intervals: nil, listed: listed, crew: Crew(workers: 2),
            to: FilePlace(path: path))
          let tested = predictions.tested.points
          #expect(predictions.left == 0)
          guard try predictions.commit() != nil else { return ([], tested) }
          let text = try String(contentsOfFile: path, encoding: .utf8)
          return (text.split(separator: "\n").map(String.init), tested)
        }
      }
      let (all, test, none) = try (table(.all), table(.test), table(.none))
      #expect(none.lines.isEmpty && all.tested == test.tested && all.tested == none.tested)
      #expect(test.lines == all.lines.prefix(1) + all.lines.filter { $0.contains(",test,") })
      #expect(test.lines.count > 200 && all.lines.count > test.lines.count)
    }
  }
}
