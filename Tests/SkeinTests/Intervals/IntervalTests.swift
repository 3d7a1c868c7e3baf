import Foundation
import Skein
import Testing

@Suite("Intervals around forecasts")
struct IntervalTests {
  @Test("margins, coverage, width and score are those that numpy computes")
  func golden() throws {
    for golden in try GoldenIntervals.read() {
      let data = try golden.dataset()
      let intervals = try #require(
        Intervals([97.5, 50, 80, 90], from: golden.told(data.validation)))
      #expect(intervals.levels == golden.levels.map(\.level), "\(golden.name)")
      #expect(intervals.windows == data.validation.count)
      let scores = intervals.scores(of: golden.told(data.test)) { _ in true }[0]
      for (index, wanted) in golden.levels.enumerated() {
        for (margin, other) in zip(intervals.all[index].margins, wanted.margins) {
          #expect(abs(margin - other) <= 1e-9 * max(1, abs(other)), "\(golden.name)")
        }
        #expect(scores[index].coverage == wanted.coverage)
        #expect(abs(scores[index].width - wanted.width) <= 1e-9 * wanted.width)
        #expect(abs(scores[index].score - wanted.score) <= 1e-9 * wanted.score)
      }
    }
  }

  /// A dataset whose validation windows have the errors 1, 2, 3, … of a model that says 0.
  private func counted(_ windows: Int) throws -> ToldWindows {
    let series = try NoisySeries.series(rows: windows + 3) { row, _, _ in Double(row - 2) }
    let all = try Windows(of: series, length: 2)
    let splits = Splits(
      all, training: 0..<1, validation: 1..<windows + 1, test: all.count..<all.count)
    let data = Dataset(
      series: series, windows: all, splits: splits,
      scaler: Scaler(.none, fittedTo: series, rows: 0..<3))
    return ToldWindows(
      points: [Float](repeating: 0, count: windows), of: data.validation)
  }

  @Test("of n errors the margin is the least that holds ⌈(n + 1)·level⌉ of them, or there is none")
  func rank() throws {
    for count in 1...60 {
      let told = try counted(count)
      for level in [5, 25, 50, 80, 90, 95, 99] {
        // In whole numbers: k is the least with 100·k ≥ (n + 1)·level.
        let rank = ((count + 1) * level + 99) / 100
        let found = Intervals([Double(level)], from: told)
        #expect(found?.all[0].margins[0] == (rank <= count ? Double(rank) : nil))
        #expect((found == nil) == (count < Intervals.leastWindows(for: Double(level))))
      }
    }
  }

  /// A model that says all quantiles at once, untrained, so that they need mending.
  private func forecaster(
    _ loss: Loss, horizon: Int, recipe: Recipe = .auto
  ) throws -> (Forecaster, Dataset) {
    let series = try NoisySeries.walk(rows: 200)
    let data = try Dataset(series, window: 8, horizon: horizon, recipe: recipe)
    let outputs = loss.head.outputs(forTargets: horizon) ?? horizon
    let model = try Model(
      Sequential {
        LSTM(4)
        Dense(outputs)
      }, for: data, loss: loss, seed: 3
    ).read(by: loss.head)
    return (try Forecaster(model, trainedOn: data, intervals: [50, 80, 95]), data)
  }

  @Test("intervals of a higher level hold those of a lower one, and the ends never cross")
  func nested() throws {
    for loss in [Loss.mse, Loss(Quantiles([0.1, 0.5, 0.9]))] {
      for recipe in [Recipe.plain, .auto] {
        let (forecaster, data) = try forecaster(loss, horizon: 3, recipe: recipe)
        for row in try forecaster.predictions(for: data.test) {
          let all = try #require(row.values[0].intervals)
          #expect(all.map(\.level) == [50, 80, 95])
          for interval in all { #expect(interval.lower <= interval.upper) }
          for (inner, outer) in zip(all, all.dropFirst()) {
            #expect(outer.lower <= inner.lower && inner.upper <= outer.upper)
          }
        }
      }
    }
  }

  @Test("a forecast has the intervals of the window at the end")
  func forecast() throws {
    for loss in [Loss.mse, Loss(Quantiles([0.1, 0.5, 0.9]))] {
      let (forecaster, data) = try forecaster(loss, horizon: 4)
      let head = try NoisySeries.series(rows: 196) { row, _, _ in
        data.series.value(row: row, column: 0)
      }
      let forecast = try forecaster.forecast(head, steps: 6)
      let last = try forecaster.predictions(for: data.test).suffix(4)
      #expect(
        forecast.prefix(4).map { $0.values[0].intervals } == last.map { $0.values[0].intervals })
      #expect(forecast.suffix(2).allSatisfy { $0.values[0].intervals == nil })
    }
  }

  @Test("a forecaster's file keeps its intervals, and has the bits of any number of workers")
  func file() throws {
    let (forecaster, data) = try forecaster(Loss(Quantiles([0.2, 0.5, 0.8])), horizon: 2)
    try withTemporaryFolder { folder in
      try forecaster.save(to: folder + "/model")
      let read = try Forecaster(contentsOf: folder + "/model")
      #expect(read.intervals == forecaster.intervals && read.intervals != nil)
      #expect(try read.predictions(for: data.test) == forecaster.predictions(for: data.test))
    }
    let crews = try [1, 3].map { try Crew(workers: $0) }
    let found = try crews.map { crew in
      Intervals([50, 90], from: try forecaster.model.told(data.validation, crew: crew))
    }
    #expect(found[0] == found[1] && found[0] != nil)
    let (none, _) = try self.forecaster(.mse, horizon: 3)
    #expect(throws: PreparationError.self) {
      _ = try Forecaster(
        forecaster.model, preparation: forecaster.preparation, intervals: none.intervals)
    }
  }

  @Test("nine of ten values to come lie within intervals of 90 %, of many series")
  func coverage() throws {
    var inside = 0
    var count = 0
    for seed in 0..<40 {
      let series = try NoisySeries.series(rows: 300, seed: UInt64(seed)) { row, past, noise in
        0.7 * (past.last ?? 0) + noise
      }
      let data = try Dataset(series, window: 4, recipe: .auto)
      let zeros = [Float](repeating: 0, count: data.windows.count)
      let told = ToldWindows(points: zeros, of: data.all)
      let validation = ToldWindows(
        points: Array(zeros.prefix(data.validation.count)), of: data.validation)
      let intervals = try #require(Intervals([90], from: validation))
      let score = intervals.scores(of: told, isMeasured: data.splits.test.windows.contains)[0][0]
      inside += Int((score.coverage * Double(data.test.count)).rounded())
      count += data.test.count
    }
    let part = Double(inside) / Double(count)
    #expect((0.88...0.92).contains(part), "\(part)")
  }
}
