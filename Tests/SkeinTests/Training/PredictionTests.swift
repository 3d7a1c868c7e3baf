import Skein
import Testing

@Suite("Prediction and forecast")
struct PredictionTests {
  @Test("predictions are the same bits for any crew and any part of the windows")
  func anyCrew() throws {
    let problem = try RandomProblem(
      Sequential(specification: "lstm:7,lstm:5,dense:2:tanh"), inputs: 2, window: 6, windows: 101)
    let whole = try problem.model.predict(
      problem.dataset.all, crew: TestMachine.crew(workers: 1, instructionSet: 0))
    #expect(whole.count == 202 && whole.allSatisfy(\.isFinite))
    for set in KernelSelection.available.indices {
      for workers in [1, 2, 3, 8, 120] {
        let crew = try TestMachine.crew(workers: workers, instructionSet: set, innerBlock: 3)
        #expect(try problem.model.predict(problem.dataset.all, crew: crew) == whole)
      }
    }
    let crew = try TestMachine.crew(workers: 2)
    for part in [0..<1, 100..<101, 3..<37, 40..<40, 0..<101] {
      let windows = WindowSet(dataset: problem.dataset, windows: part)
      let found = try problem.model.predict(windows, crew: crew)
      #expect(found == Array(whole[2 * part.lowerBound..<2 * part.upperBound]))
    }
  }

  @Test("predictions agree with the plain reference")
  func reference() throws {
    let problem = try RandomProblem(
      Sequential(specification: "lstm:9,dense:4:relu,dense:1:sigmoid"), window: 11, windows: 40)
    let found = try problem.model.predict(problem.dataset.all, crew: TestMachine.crew(workers: 2))
    let reference = DoubleModel(problem.model)
    let wanted = (0..<40).flatMap { window in
      reference.output(
        problem.dataset.windows.inputRows(window).map {
          [problem.dataset.series.value(row: $0, column: 0)]
        })
    }
    #expect(TensorDistance.relative(found.map(Double.init), to: wanted) <= 1e-6)
  }

  @Test("a metric's model error is that of the predictions in the series' units")
  func evaluation() throws {
    let series = try DataSource.load("sine")
    let data = try Dataset(series, window: 10, scaling: .standard)
    let model = try Model(Sequential(specification: "lstm:4,dense:1"), for: data)
    let crew = try TestMachine.crew(workers: 2)
    let metrics = try model.evaluate(data.test, crew: crew)
    let predictions = try model.predict(data.test, crew: crew)
    var sum = 0.0
    for (prediction, window) in zip(predictions, data.test.windows) {
      let value = data.scaler.restore(prediction, column: 0)
      let difference =
        value - series.value(row: data.windows.targetRow(window), column: 0)
      sum += difference * difference
    }
    #expect(metrics.count == 1)
    let wanted = sum / Double(predictions.count)
    #expect((metrics[0].model.mse - wanted).magnitude <= 1e-12 * wanted)
  }

  /// The forecast by hand: predict the windows of a series that grows by its own predictions.
  private func byHand(
    _ model: Model, _ dataset: Dataset, steps: Int, crew: Crew
  ) throws -> [Double] {
    let series = dataset.scaledSeries
    let columns = series.columns.indices
    var rows = (0..<series.rows).map { row in
      columns.map { series.value(row: row, column: $0) }
    }
    for _ in 0..<steps {
      // One row more than is known, whose values no window sees.
      let padded = rows + [columns.map { _ in 0 }]
      let grown = try Series(
        name: "grown",
        columns: columns.map { column in
          (name: series.columns[column], values: padded.map { Double($0[column]) })
        },
        options: DataOptions(
          targets: series.targetColumns.map { series.columns[$0] },
          inputs: series.inputColumns.map { series.columns[$0] }))
      let data = try Dataset(
        grown, window: dataset.windows.length, step: dataset.windows.horizon, testSplit: 0,
        validationSplit: 0)
      let last = WindowSet(dataset: data, windows: data.windows.count - 1..<data.windows.count)
      let prediction = try model.predict(last, crew: crew)
      var next = columns.map { _ in Float(0) }
      for (output, column) in series.targetColumns.enumerated() {
        next[column] = prediction[output]
      }
      rows.append(next)
    }
    return rows.suffix(steps).flatMap { row in
      series.targetColumns.map { dataset.scaler.restore(row[$0], column: $0) }
    }
  }

  @Test(
    "a forecast feeds its predictions back as a loop over predict does", arguments: [1, 3],
    [Scaling.none, .standard])
  func feedsBack(horizon: Int, scaling: Scaling) throws {
    let stream = RandomStream(seed: 4, purpose: .noise, stream: 0)
    func column(_ start: Int) -> [Double] {
      (0..<30).map { 20 + 3 * stream.normal(at: UInt64(start + $0)) }
    }
    // Two targets, asked for in another order than the columns, and one of them alone as input.
    for (targets, inputs) in [(["b", "a"], ["a", "b"]), (["a", "b"], ["b"]), (["a"], ["a"])] {
      let series = try Series(
        name: "s", columns: [("a", column(0)), ("b", column(100))],
        options: DataOptions(targets: targets, inputs: inputs))
      let data = try Dataset(series, window: 5, step: horizon, scaling: scaling)
      let model = try Model(
        Sequential(specification: "lstm:6,dense:\(targets.count)"), for: data, seed: 2)
      let crew = try TestMachine.crew(workers: 1)
      let wanted = try byHand(model, data, steps: 8, crew: crew)
      #expect(try model.forecast(data, steps: 8) == wanted)
      #expect(try model.forecast(data, steps: 1) == Array(wanted[..<targets.count]))
      #expect(Set(wanted).count == wanted.count)
    }
  }

  @Test("a forecast that needs unknown values is refused")
  func refusals() throws {
    let problem = try RandomProblem(
      Sequential(specification: "lstm:2,dense:1"), inputs: 3, separateTargets: 1, window: 3,
      windows: 9)
    let unknown = #expect(throws: ForecastError.self) {
      try problem.model.forecast(problem.dataset, steps: 2)
    }
    #expect(
      unknown?.description
        == "The future of c0, c1, c2 is not known, so the model cannot be fed its own predictions;"
        + " forecast no more rows than it predicts at once, or train a model whose inputs are its"
        + " targets, or known ahead.")
    let one = try RandomProblem(
      Sequential(specification: "lstm:2,dense:1"), window: 3, windows: 9)
    let other = try RandomProblem(
      Sequential(specification: "lstm:2,dense:1"), window: 4, windows: 9)
    let misfit = #expect(throws: TrainingError.self) {
      try one.model.forecast(other.dataset, steps: 2)
    }
    #expect(misfit?.description.contains("(None, 3, 1), but the data has (None, 4, 1)") == true)
  }
}
