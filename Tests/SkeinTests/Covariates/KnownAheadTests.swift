import Foundation
import Skein
import Testing

@Suite("Columns that are known before they come")
struct KnownAheadTests {
  /// y follows x of the same row, with a little noise; x is noise of its own.
  private static func driven(
    rows: Int = 400, coming: Int = 0, noise size: Double = 0.01, strength: Double = 3,
    future: [String] = ["x"]
  ) throws -> Series {
    var noise = NoisySeries.Noise(3)
    let x = (0..<rows + coming).map { _ in noise.next() }
    let y = (0..<rows + coming).map { row in
      row < rows ? strength * x[row] + size * noise.next() : Double.nan
    }
    return try Series(
      columns: [SeriesColumn("x", x), SeriesColumn("y", y)], targets: ["y"], inputs: ["y", "x"],
      future: future)
  }

  private func model(_ data: Dataset) throws -> Model {
    try Model(
      Sequential {
        LSTM(2)
        Dense(data.windows.steps)
      }, for: data)
  }

  /// The errors of the linear path alone.
  private func error(_ series: Series, horizon: Int, recipe: Recipe = .auto) throws -> Double {
    let data = try Dataset(series, window: 10, horizon: horizon, recipe: recipe)
    let zeros = [Float](repeating: 0, count: data.test.count * horizon)
    return try #require(data.test.metrics(of: zeros).first).model.rmse
  }

  @Test("a column that decides the target leaves its noise alone", arguments: [1, 6])
  func decided(horizon: Int) throws {
    let known = try error(Self.driven(), horizon: horizon)
    let unknown = try error(Self.driven(future: []), horizon: horizon)
    #expect(known < 0.0085 && unknown > 1.5, "\(known), \(unknown)")
  }

  @Test("a column that says nothing makes errors hardly worse", arguments: [1, 6])
  func idle(horizon: Int) throws {
    let known = try error(Self.driven(noise: 1, strength: 0), horizon: horizon)
    let unknown = try error(Self.driven(noise: 1, strength: 0, future: []), horizon: horizon)
    #expect(known < 1.03 * unknown, "\(known), \(unknown)")
  }

  @Test("the network learns what is known ahead without a linear path")
  func network() throws {
    let data = try Dataset(Self.driven(), window: 4, recipe: .plain)
    let model = try Model(
      Sequential {
        LSTM(6)
        Dense(1)
      }, for: data)
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 25, batchSize: 8, learningRate: 0.02))
    try trainer.fit(data.training)
    let error = try #require(trainer.model.evaluate(data.test).first).model.rmse
    #expect(error < 0.7, "\(error)")
  }

  @Test("a network sees the rows to come, in which other columns stay at their last value")
  func sight() throws {
    let series = try Self.driven(rows: 80)
    let kinds: [Recipe.Normalization] = [.none, .last, .window, .change]
    for normalization in [nil] + kinds.map(Optional.some) {
      var recipe = Recipe.plain
      if let normalization {
        recipe.normalization = normalization
        recipe.lags = .most(3)
      }
      let data = try Dataset(series, window: 5, horizon: 3, scaling: .none, recipe: recipe)
      #expect(data.inputShape == LayerShape(steps: 8, features: 2))
      var seen = [Float](repeating: .nan, count: 2 * 8 * 2)
      seen.withUnsafeMutableBufferPointer { seen in
        guard let base = seen.baseAddress else { return }
        data.training.source.gatherInput(4, row: 1, rows: 2, into: base)
      }
      // Rows of the batch lie beside each other.
      func value(_ step: Int, _ column: Int) -> Float { seen[(step * 2 + 1) * 2 + column] }
      #expect((0..<8).allSatisfy { seen[$0 * 4].isNaN && !value($0, 0).isNaN })
      for step in 5..<8 {
        switch normalization {
        case nil, .some(.none):
          #expect(value(step, 0) == Float(series.value(row: 8, column: 0)))
          #expect(value(step, 1) == Float(series.value(row: 4 + step, column: 1)))
        case .some(.change):
          #expect(value(step, 0) == 0 && value(step, 1) != 0)
        default:
          #expect(value(step, 0) == value(4, 0) && value(step, 1) != value(4, 1))
        }
      }
    }
  }

  @Test("a forecast is the prediction of a window that ends there, at once and going on")
  func forecast() throws {
    let series = try Self.driven(rows: 200, coming: 7)
    #expect(series.rows == 200 && series.coming?.count == 7 && series.coming?.labels == [])
    let whole = try Self.driven(rows: 207)
    for recipe in [Recipe.plain, .auto] {
      for horizon in [1, 3] {
        let data = try Dataset(series, window: 6, horizon: horizon, recipe: recipe)
        let forecaster = try Forecaster(model(data), trainedOn: data)
        let forecast = try forecaster.forecast(series, steps: 2 * horizon)
        // The window whose first target is row 200.
        let same = try Dataset(whole, preparedAs: data.preparation)
        let window = WindowSet(dataset: same, windows: 194..<195)
        let predicted = try forecaster.predictions(for: window)
        #expect(forecast.prefix(horizon).map(\.predicted) == predicted.map(\.predicted))
        #expect(forecast.count == 2 * horizon && forecast.allSatisfy { $0.predicted.isFinite })
        let table = try Series(
          columns: [
            SeriesColumn("x", (200..<207).map { whole.value(row: $0, column: 1) })
          ], targets: ["x"])
        #expect(try forecaster.forecast(series, steps: 2 * horizon, future: table) == forecast)
      }
    }
  }

  @Test("the first rows of a series know ahead what its later rows say")
  func prefix() throws {
    let whole = try Self.driven(rows: 200)
    let data = try Dataset(whole, window: 6, horizon: 3, recipe: .auto)
    let forecaster = try Forecaster(model(data), trainedOn: data)
    let forecast = try forecaster.forecast(whole.prefix(150), steps: 3)
    let window = WindowSet(
      dataset: try Dataset(whole, preparedAs: data.preparation), windows: 144..<145)
    let predicted = try forecaster.predictions(for: window)
    #expect(forecast.map(\.predicted) == predicted.map(\.predicted))
  }

  @Test("a forecast asks by name for what is not known")
  func refusals() throws {
    let data = try Dataset(Self.driven(rows: 100), window: 6, horizon: 4, recipe: .auto)
    let forecaster = try Forecaster(model(data), trainedOn: data)
    func message(_ coming: Int, steps: Int) -> String {
      do {
        let series = try Self.driven(rows: 100, coming: coming)
        return "\(try forecaster.forecast(series, steps: steps).count) rows"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message(0, steps: 4)
        == "The model looks at x of the next 4 rows, and nothing is known of them; give them behind"
        + " the last row, or in a table of their own.")
    #expect(
      message(5, steps: 5)
        == "The model looks at x of the next 8 rows, but only 5 are known; give all of them.")
    #expect(message(4, steps: 2) == "2 rows" && message(8, steps: 5) == "5 rows")
    #expect(throws: ForecastError.noFuture(["x"], rows: 4, first: nil)) {
      try ForecastStream(forecaster)
    }
  }

  @Test("inputs of the past alone never stop a forecast of the rows that come at once")
  func past() throws {
    let series = try Self.driven(rows: 120, future: [])
    let data = try Dataset(series, window: 6, horizon: 4, recipe: .auto)
    let forecaster = try Forecaster(model(data), trainedOn: data)
    #expect(try forecaster.forecast(series, steps: 4).count == 4)
    #expect(throws: ForecastError.unknownInputs(["x"])) {
      try forecaster.forecast(series, steps: 5)
    }
  }

  @Test("rows to come are found by their times, in any order and form")
  func times() throws {
    // Enough days for a linear path to find out what they hold.
    let days = [("2023-12", 31), ("2024-01", 31), ("2024-02", 28)].flatMap { month, days in
      (1...days).map { "\(month)-\($0 < 10 ? "0" : "")\($0)" }
    }
    let x = days.indices.map { Double($0 * $0 % 11) }
    let series = try Series(
      columns: [SeriesColumn("x", x), SeriesColumn("y", x.map { 2 * $0 })], targets: ["y"],
      future: ["x"], labels: RowLabels(days))
    let data = try Dataset(series, window: 4, horizon: 2, recipe: .auto)
    let forecaster = try Forecaster(model(data), trainedOn: data)
    func forecast(_ labels: [String], _ values: [Double]) throws -> [Double] {
      let table = try Series(
        columns: [SeriesColumn("x", values)], targets: ["x"], labels: RowLabels(labels))
      return try forecaster.forecast(series, steps: 2, future: table).map(\.predicted)
    }
    let plain = try forecast(["2024-02-29", "2024-03-01"], [5, 7])
    #expect(abs(plain[0] - 10) < 0.1 && abs(plain[1] - 14) < 0.1, "\(plain)")
    #expect(try forecast(["2024-03-01", "2024-02-28", "2024-02-29"], [7, 1, 5]) == plain)
    #expect(try forecast(["29.02.2024", "01.03.2024"], [5, 7]) == plain)
    let error = #expect(throws: ForecastError.self) {
      try forecast(["2024-02-29", "2024-03-02"], [5, 7])
    }
    #expect(
      error?.description
        == "The model looks at x of the next 2 rows, and 2024-03-01 is not among those known,"
        + " 2024-02-29 to 2024-03-02; give a row for each time.")
  }

  @Test("the calendar goes on by itself, also of a series without its columns")
  func calendar() throws {
    let first = CalendarDate(year: 2024).secondsFromEpoch
    let labels = (0..<400).compactMap {
      CalendarDate(secondsFromEpoch: first + $0 * 3600)?.text(like: "2024-01-01 00:00")
    }
    let y = (0..<400).map { Double(($0 % 24 - 11).magnitude) }
    let plain = try Series(
      columns: [SeriesColumn("y", y)], targets: ["y"], labels: RowLabels(labels))
    let series = try plain.adding(.features([.hour]))
    let data = try Dataset(series, window: 5, horizon: 30, recipe: .auto)
    #expect(data.inputShape == LayerShape(steps: 35, features: 3))
    let forecaster = try Forecaster(model(data), trainedOn: data)
    let forecast = try forecaster.forecast(series, steps: 40)
    #expect(try forecaster.forecast(plain, steps: 40) == forecast)
    let restored = try JSONDecoder().decode(
      Preparation.self, from: JSONEncoder().encode(forecaster.preparation))
    #expect(restored == forecaster.preparation && restored.calendar == [.hour])
  }

  @Test("a target is no column that is known ahead, and files tell what is")
  func roles() throws {
    #expect(throws: DataError.self) { try Self.driven(future: ["y"]) }
    let text = "day,promo,y\n1,0,5\n2,1,7\n3,0,5\n4,1,\n5,0,\n"
    var options = DataOptions(targets: ["y"], timeColumn: "day")
    options.future = ["promo"]
    let series = try CSVReader.read(bytes: Array(text.utf8), name: "t", options: options)
    #expect(series.inputNames == ["y", "promo"] && series.futureNames == ["promo"])
    #expect(series.rows == 3 && series.coming?.labels == ["4", "5"])
    #expect(
      series.reading?.notes.contains { $0.contains("2 rows after the last value of y") } == true)
    // A value that is missing before the end is none of the future.
    let hole = "day,promo,y\n1,0,5\n2,1,\n3,0,5\n4,1,\n"
    #expect(throws: DataError.self) {
      try CSVReader.read(bytes: Array(hole.utf8), name: "t", options: options)
    }
  }
}
