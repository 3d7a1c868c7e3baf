import Skein
import Testing

@Suite("The linear path beside the network")
struct LinearPathTests {
  /// A forecast by the path alone, since the network's part is left out.
  private func forecast(
    _ series: Series, window: Int = 20, horizon: Int, steps: Int
  ) throws -> [Double] {
    let data = try Dataset(series, window: window, horizon: horizon, recipe: .auto)
    let zeros = [Float](repeating: 0, count: data.validation.count * data.outputs)
    let alone = data.shrunk(by: zeros)
    #expect(alone.recipe?.shares == [0])
    let model = try Model(
      Sequential {
        LSTM(2)
        Dense(horizon)
      }, for: data)
    return try Forecaster(model, trainedOn: alone).forecast(series, steps: steps).map(\.predicted)
  }

  @Test("a course that obeys a linear rule is forecast exactly, at once and going on")
  func recurrence() throws {
    let series = try NoisySeries.series(rows: 240) { row, past, _ in
      row < 2 ? Double(row) : 1.8 * past[row - 1] - past[row - 2] + 0.5
    }
    var values = (0..<240).map { series.value(row: $0, column: 0) }
    for row in 240..<260 { values.append(1.8 * values[row - 1] - values[row - 2] + 0.5) }
    let scale = values.map(\.magnitude).max() ?? 1
    for horizon in [1, 5, 20] {
      for (step, value) in try forecast(series, horizon: horizon, steps: 20).enumerated() {
        #expect(abs(value - values[240 + step]) < 1e-4 * scale, "\(horizon), \(step)")
      }
    }
  }

  @Test("a season that no window holds goes on")
  func season() throws {
    let series = try NoisySeries.series(rows: 600) { row, _, _ in Double(row % 30 * (row % 7)) }
    let course = (0..<630).map { Double($0 % 30 * ($0 % 7)) }
    // 210 rows are a season of both, far beyond the window.
    for (step, value) in try forecast(series, window: 8, horizon: 1, steps: 5).enumerated() {
      #expect(value.isFinite && abs(value - course[600 + step]) < 200)
    }
    let plain = try NoisySeries.series(rows: 400) { row, _, _ in Double(row % 30 * (30 - row % 30))
    }
    for (step, value) in try forecast(plain, window: 8, horizon: 6, steps: 12).enumerated() {
      let row = (400 + step) % 30
      // Of a height of 225; the first windows know no whole season, so the fit is none without an error.
      #expect(abs(value - Double(row * (30 - row))) < 5, "\(step)")
    }
  }

  @Test("what is known before a window counts, and what is not is not asked for")
  func history() throws {
    let series = try NoisySeries.walk(rows: 200)
    let data = try Dataset(series, window: 5, horizon: 1, recipe: .auto)
    let model = try Model(
      Sequential {
        LSTM(2)
        Dense(1)
      }, for: data, seed: 3)
    let forecaster = try Forecaster(model, trainedOn: data)
    // A window alone is enough, and whole windows have the same numbers in any longer table.
    let all = try forecaster.predictions(for: series)
    for rows in [6, 7, 50, 199] {
      let head = try NoisySeries.series(rows: rows) { row, _, _ in
        series.value(row: row, column: 0)
      }
      let part = try forecaster.predictions(for: head)
      #expect(part.map(\.predicted) == all.prefix(part.count).map(\.predicted))
    }
    let stream = try ForecastStream(forecaster)
    for row in 0..<199 {
      guard let next = stream.next([series.value(row: row, column: 0)]) else { continue }
      let wanted = data.scaler.rounded(all[row - 4].predicted, column: 0)
      #expect(next == [wanted])
    }
  }

  @Test("a target whose past is not among the inputs is forecast from those")
  func others() throws {
    let drive = try NoisySeries.walk(rows: 300)
    let values = (0..<300).map { drive.value(row: $0, column: 0) }
    let series = try Series(
      name: "driven",
      columns: [("x", values), ("y", values.indices.map { $0 == 0 ? 0 : 3 * values[$0 - 1] + 2 })],
      options: DataOptions(targets: ["y"], inputs: ["x"]))
    let data = try Dataset(series, window: 10, horizon: 1, recipe: .auto)
    let model = try Model(
      Sequential {
        LSTM(2)
        Dense(1)
      }, for: data)
    let alone = data.shrunk(by: [Float](repeating: 0, count: data.validation.count))
    for row in try Forecaster(model, trainedOn: alone).predictions(for: alone.test) {
      #expect(abs(row.predicted - (row.actual ?? .nan)) < 1e-6)
    }
  }
}
