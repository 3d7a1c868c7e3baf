import Skein
import Testing

@Suite("The seasonal naive forecast, and models that copy")
struct SeasonalMetricsTests {
  /// Hours of a week with a day's course and a slow rise.
  private func hours(_ rows: Int = 240) throws -> Series {
    let course = (0..<24).map { Double($0 * (24 - $0)) }
    let text = Tables.table("time;v", rows: rows) {
      "\(WrittenTime($0 * 3600).text("Y-m-d H:M"));\(course[$0 % 24] + Double($0 / 24))"
    }
    return try Tables.read(text)
  }

  private func metrics(
    _ data: Dataset, _ predicted: (Int) -> Double
  ) -> ForecastMetrics {
    let windows = data.test
    return windows.metrics(
      of: windows.windows.map { Float(predicted(data.windows.targetRow($0))) })[0]
  }

  @Test(
    "a plain season is found, and its value a season before is compared", arguments: [1, 5, 24, 30])
  func season(horizon: Int) throws {
    let data = try Dataset(hours(), window: 10, horizon: horizon, scaling: .none)
    let found = metrics(data) { _ in 0 }
    let seasonal = try #require(found.seasonal)
    #expect(seasonal.season == 24)
    // Each day is one higher than the day before, and two than that before.
    let days = horizon > 24 ? 2.0 : 1
    #expect(seasonal.errors.mae == days && seasonal.errors.count == data.test.count)
    #expect(seasonal.model == found.model)
  }

  @Test("without a season, or with one that is not plain, there is no such forecast")
  func none() throws {
    let walk = Tables.table("time;v", rows: 240) {
      "\(WrittenTime($0 * 3600).text("Y-m-d H:M"));\($0 * $0 % 101)"
    }
    let data = try Dataset(Tables.read(walk), window: 10, scaling: .none)
    #expect(metrics(data) { _ in 0 }.seasonal == nil)
    let plain = try Tables.read(Tables.table("v", rows: 240) { "\($0 % 24)" })
    #expect(metrics(try Dataset(plain, window: 10, scaling: .none)) { _ in 0 }.seasonal == nil)
  }

  @Test("a verdict is one over both naive forecasts")
  func verdict() throws {
    let series = try hours()
    let data = try Dataset(series, window: 10, scaling: .none)
    func verdict(_ predicted: (Int) -> Double) -> RunVerdict {
      RunTarget(metrics(data, predicted)).verdict
    }
    func value(_ row: Int) -> Double { series.value(row: row, column: 0) }
    #expect(verdict { value($0) } == .clearlyBetter)
    #expect(verdict { value($0) + 0.97 } == .barelyBetter)
    // Far better than the hour before, which is 12 off, and worse than the day before, which is 1 off.
    #expect(verdict { value($0) + 1.5 } == .noBetter)
    #expect(verdict { _ in .nan } == .noBetter)
  }

  @Test("a model that copies the last value is called that, and no other is")
  func copies() throws {
    let series = try hours()
    for horizon in [1, 3] {
      let data = try Dataset(series, window: 10, horizon: horizon, scaling: .none)
      func isCopy(_ predicted: (Int) -> Double) -> Bool { metrics(data, predicted).copiesLastValue }
      func value(_ row: Int) -> Double { series.value(row: row, column: 0) }
      #expect(isCopy { value($0 - horizon) })
      #expect(isCopy { 0.9 * value($0 - horizon) + 0.1 * value($0) })
      #expect(!isCopy { 0.5 * value($0 - horizon) + 0.5 * value($0) })
      #expect(!isCopy { value($0) } && !isCopy { _ in 70 })
    }
  }
}
