import Skein
import Testing

@Suite("A model in the company of simple methods")
struct ForecastMetricsTests {
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
    let data = try Dataset(hours(), window: 10, step: horizon, scaling: .none)
    let found = metrics(data) { _ in 0 }
    let seasonal = try #require(found.rivals.first { $0.name == "value of 24 rows before" })
    // Each day is one higher than the day before, and two than that before.
    let days = horizon > 24 ? 2.0 : 1
    #expect(seasonal.errors.mae == days && seasonal.errors.count == data.test.count)
    #expect(found.model.count == data.test.count)
    #expect(found.rivals.map(\.errors.mse) == found.rivals.map(\.errors.mse).sorted())
  }

  @Test("where no calendar tells of a season, a plain one is found all the same")
  func searched() throws {
    let course = (0..<24).map { $0 * (24 - $0) }
    let plain = try Tables.read(Tables.table("v", rows: 240) { "\(course[$0 % 24] + $0 / 24)" })
    let found = metrics(try Dataset(plain, window: 10, scaling: .none)) { _ in 0 }
    #expect(found.rivals.contains { $0.name == "value of 24 rows before" })
  }

  @Test("without a season, or with one that is not plain, there is no such forecast")
  func none() throws {
    let walk = Tables.table("time;v", rows: 240) {
      "\(WrittenTime($0 * 3600).text("Y-m-d H:M"));\($0 * $0 % 101)"
    }
    let data = try Dataset(Tables.read(walk), window: 10, scaling: .none)
    func hasSeason(_ data: Dataset) -> Bool {
      metrics(data) { _ in 0 }.rivals.contains { $0.name.hasPrefix("value of") }
    }
    #expect(!hasSeason(data))
    let squares = try Tables.read(Tables.table("v", rows: 240) { "\($0 * $0 % 1009)" })
    #expect(!hasSeason(try Dataset(squares, window: 10, scaling: .none)))
  }

  @Test("a verdict is one over the best of the simple methods, and minds chance")
  func verdict() throws {
    // Noise that no line of past values tells.
    var noise = NoisySeries.Noise(3)
    let series = try NoisySeries.series(rows: 400) { row, _, _ in
      Double(row % 24 * (24 - row % 24)) + 4 * noise.next()
    }
    let data = try Dataset(series, window: 10, scaling: .none)
    func verdict(_ predicted: (Int) -> Double) -> RunVerdict {
      RunTarget(metrics(data, predicted)).verdict
    }
    func value(_ row: Int) -> Double { series.value(row: row, column: 0) }
    let best = metrics(data) { _ in 0 }.rivals[0].errors.rmse
    #expect(verdict { value($0) } == .clearlyBetter)
    #expect(verdict { value($0) + ($0 % 3 == 0 ? -0.5 : 0.5) * best } == .clearlyBetter)
    // Lower, as it were by luck.
    #expect(verdict { value($0) + ($0 % 9 == 0 ? 2.9 : 0.1) * best } == .barelyBetter)
    // Far better than the hour before, which is 12 off, and worse than the best.
    #expect(best > 1 && best < 6)
    #expect(verdict { value($0) + 1.5 * best } == .noBetter)
    #expect(verdict { _ in .nan } == .noBetter)
  }

  @Test(
    "on a walk without a course, nothing is better than the last value, and that is the verdict")
  func walk() throws {
    var state: UInt64 = 5
    var level = 0.0
    let text = Tables.table("v", rows: 400) { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      level += Double(state >> 40) / Double(1 << 24) - 0.5
      return "\(level)"
    }
    let series = try Tables.read(text)
    let data = try Dataset(series, window: 10, scaling: .none)
    let target = RunTarget(metrics(data) { series.value(row: $0 - 1, column: 0) })
    #expect(target.verdict == .noBetter && target.nothingBeatsLastValue == true)
    #expect(target.warning?.contains("copying the last value") == true)
    // Who knows what comes is better.
    let seer = RunTarget(metrics(data) { series.value(row: $0, column: 0) })
    #expect(seer.verdict == .clearlyBetter && seer.warning == nil)
  }

  @Test("a model that copies the last value is called that, and no other is")
  func copies() throws {
    let series = try hours()
    for horizon in [1, 3] {
      let data = try Dataset(series, window: 10, step: horizon, scaling: .none)
      func isCopy(_ predicted: (Int) -> Double) -> Bool { metrics(data, predicted).copiesLastValue }
      func value(_ row: Int) -> Double { series.value(row: row, column: 0) }
      #expect(isCopy { value($0 - horizon) })
      #expect(isCopy { 0.9 * value($0 - horizon) + 0.1 * value($0) })
      #expect(!isCopy { 0.5 * value($0 - horizon) + 0.5 * value($0) })
      #expect(!isCopy { value($0) } && !isCopy { _ in 70 })
    }
  }
}
