import Skein
import Testing

@Suite("Several rows at once")
struct HorizonTests {
  @Test("no target row of a part is one of another part")
  func splits() throws {
    for horizon in 1...5 {
      for rows in 12...40 {
        guard
          let windows = try? Windows(rows: rows, length: 3, horizon: horizon, steps: horizon),
          let splits = try? Splits(windows, testSplit: 0.25, validationSplit: 0.25)
        else { continue }
        let parts = [splits.training, splits.validation, splits.test].map { part in
          Set(part.windows.flatMap { windows.targetRows($0) })
        }
        #expect(parts[0].isDisjoint(with: parts[1]) && parts[1].isDisjoint(with: parts[2]))
        #expect(parts[0].isDisjoint(with: parts[2]))
        #expect(!splits.training.windows.isEmpty)
        // The last window is the test's, whatever is left out between.
        #expect(splits.test.windows.isEmpty || splits.test.windows.upperBound == windows.count)
      }
    }
  }

  @Test("a sample has the rows after its window as targets, row by row")
  func targets() throws {
    let series = try NoisySeries.walk(rows: 40, columns: 2)
    let both = try Series(
      name: "both",
      columns: (0..<2).map { column in
        ("c\(column)", (0..<40).map { series.value(row: $0, column: column) })
      }, options: DataOptions(targets: ["c1", "c0"], inputs: ["c0", "c1"]))
    let data = try Dataset(both, window: 5, horizon: 3)
    let source = data.all.source
    #expect(source.targetCount == 6 && source.count == 40 - 5 - 3 + 1)
    var row = [Float](repeating: 0, count: 6)
    for window in 0..<source.count {
      row.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { source.gatherTargets(window, into: base) }
      }
      let wanted = (5..<8).flatMap { step in
        [1, 0].map { Float(both.value(row: window + step, column: $0)) }
      }
      #expect(row == wanted)
    }
  }

  @Test("a forecast is the prediction of the window at the end, and goes on from itself")
  func forecast() throws {
    for recipe in [Recipe.plain, .auto] {
      let series = try NoisySeries.walk(rows: 120)
      let data = try Dataset(series, window: 6, horizon: 4, scaling: .standard, recipe: recipe)
      let model = try Model(
        Sequential {
          LSTM(3)
          Dense(4)
        }, for: data, seed: 4)
      let forecaster = try Forecaster(model, trainedOn: data)
      let head = try NoisySeries.series(rows: 116) { row, _, _ in
        series.value(row: row, column: 0)
      }
      let last = try forecaster.predictions(for: data.test).suffix(4).map(\.predicted)
      let forecast = try forecaster.forecast(head, steps: 10)
      #expect(forecast.prefix(4).map(\.predicted) == last)
      #expect(forecast.map(\.row) == Array(116..<126))
      // What follows rests on what was said.
      let longer = try NoisySeries.series(rows: 120) { row, _, _ in
        row < 116 ? series.value(row: row, column: 0) : forecast[row - 116].predicted
      }
      let next = try forecaster.forecast(longer, steps: 6).map(\.predicted)
      for (one, other) in zip(next, forecast.dropFirst(4).map(\.predicted)) {
        #expect(abs(one - other) < 1e-9)
      }
    }
  }

  @Test("inputs without a future stop no forecast of the rows that are predicted at once")
  func strangers() throws {
    let series = try NoisySeries.walk(rows: 80, columns: 2)
    let data = try Dataset(series, window: 6, horizon: 4, recipe: .auto)
    let model = try Model(
      Sequential {
        LSTM(3)
        Dense(4)
      }, for: data, seed: 4)
    let forecaster = try Forecaster(model, trainedOn: data)
    #expect(try forecaster.forecast(series, steps: 4).count == 4)
    #expect(throws: ForecastError.unknownInputs(["c1"])) {
      try forecaster.forecast(series, steps: 5)
    }
  }

  @Test("errors are those of each row ahead, and of all")
  func errors() throws {
    let series = try NoisySeries.walk(rows: 150)
    let data = try Dataset(series, window: 6, horizon: 3)
    let none = [Float](repeating: 0, count: data.test.count * 3)
    let metrics = try #require(data.test.metrics(of: none).first)
    #expect(metrics.steps.count == 3 && metrics.rivalSteps.count == 3)
    for step in 0..<3 {
      let wanted = ErrorMetrics(count: data.test.count) { index in
        let row = data.windows.targetRows(data.test.windows[data.test.windows.lowerBound + index])
        return (series.value(row: row.lowerBound + step, column: 0), 0)
      }
      #expect(metrics.steps[step] == wanted)
    }
    let mean = metrics.steps.reduce(0) { $0 + $1.mse } / 3
    #expect(abs(metrics.model.mse - mean) < 1e-9 * mean)
    #expect(metrics.model.count == 3 * data.test.count)
  }

  @Test("the same bits for one worker and for three, with the whole recipe")
  func sameBits() throws {
    let series = try NoisySeries.walk(rows: 200)
    let data = try Dataset(series, window: 8, horizon: 3, recipe: .auto)
    let models = try [1, 3].map { workers in
      let model = try Model(
        Sequential {
          LSTM(6)
          Dense(3)
        }, for: data, seed: 1)
      let crew = try Crew(workers: workers)
      let trainer = try Trainer(model, options: TrainingOptions(epochs: 2), crew: crew)
      try trainer.fit(data.training, validation: data.validation)
      let settled = data.shrunk(by: try trainer.model.predict(data.validation, crew: crew))
      return (
        trainer.model.weights, settled.recipe,
        try trainer.model.predictions(for: settled.test, crew: crew)
      )
    }
    #expect(models[0].0 == models[1].0 && models[0].1 == models[1].1)
    #expect(models[0].2 == models[1].2)
  }
}
