import Foundation
import Skein
import Support
import Testing

@Suite("Many series in one table")
struct PanelTests {
  @Test("each series is cut by itself, and no window leaves it or crosses a gap")
  func windows() throws {
    for golden in try GoldenPanels.read() {
      for inTurn in [false, true] {
        let data = try golden.dataset(inTurn: inTurn)
        let panel = try #require(data.series.panel)
        #expect(panel.names.sorted() == golden.series.indices.map { "\($0 + 7)" }.sorted())
        let days = golden.days
        func listed(_ part: Splits.Part) throws -> [[Int]] {
          try part.windows.map { window in
            let rows = data.windows.inputRows(window)
            let number = panel.member(of: rows.lowerBound)
            let place = rows.lowerBound - panel.rows[number].lowerBound
            let series = try #require(Int(panel.names[number])) - 7
            let all = days[series][place..<place + rows.count + golden.horizon]
            #expect(Array(all) == Array(all[place]..<all[place] + all.count))
            #expect(data.windows.targetRow(window) == rows.upperBound - 1 + golden.horizon)
            let isShort = golden.series[series].allSatisfy { $0 < golden.window + golden.horizon }
            #expect(rows.count == golden.window || isShort && rows.count >= 2)
            return [series, days[series][place + rows.count - 1]]
          }
        }
        for (part, wanted) in [
          (data.splits.training, golden.parts.training),
          (data.splits.validation, golden.parts.validation),
          (data.splits.test, golden.parts.test),
        ] {
          #expect(try listed(part) == wanted, "\(golden.series) \(golden.window)")
        }
      }
    }
  }

  @Test("each series is scaled by its own training part, and put back into its units")
  func scales() throws {
    for golden in try GoldenPanels.read() {
      let data = try golden.dataset()
      let scales = try #require(data.scales)
      for (found, wanted) in zip(
        scales.offsets + scales.scales, golden.offsets + golden.scales)
      {
        #expect(abs(found - wanted) < 1e-12)
      }
      let none = [Float](repeating: 0, count: data.outputs)
      var values = [Double](repeating: 0, count: data.outputs)
      for window in 0..<data.windows.count {
        data.restore(none[...], window: window, into: &values)
        let number = data.series.panel?.member(of: data.windows.targetRow(window)) ?? -1
        #expect(values.allSatisfy { $0 == scales.offsets[number] })
      }
    }
  }

  @Test("errors are scaled by each series' own steps before they are averaged")
  func errors() throws {
    for golden in try GoldenPanels.read() where !golden.naive.isEmpty {
      let data = try golden.dataset()
      let panel = try #require(data.series.panel)
      let said = [Float](repeating: 0, count: data.test.count * data.outputs)
      let metrics = try #require(
        data.test.metrics(of: said, panel, isMeasured: data.isMeasured).first)
      #expect(abs(metrics.rmsse - golden.mean[0]) < 1e-9 * golden.mean[0])
      #expect(abs(metrics.mase - golden.mean[1]) < 1e-9 * golden.mean[1])
      let last = try #require(metrics.rivals.first { $0.name == "last value" })
      #expect(abs(last.rmsse - golden.naive[0]) < 1e-9 * golden.naive[0])
      #expect(abs(last.mase - golden.naive[1]) < 1e-9 * golden.naive[1])
      let worst = metrics.worst(10).compactMap(\.rmsse)
      #expect(worst == worst.sorted(by: >) && worst.count == min(metrics.scaled, 10))
    }
  }

  /// A table of some series whose sizes differ by powers of ten.
  private static func table(_ names: [String], rows: Int = 40) throws -> String {
    try Tables.table("id,date,v", rows: names.count * rows) { line in
      let (row, number) = (line / names.count, line % names.count)
      let size = pow(10, Double(number))
      let day = try Tables.day(row, "yyyy-mm-dd")
      return "\(names[number]),\(day),\(size * Tables.value(row + 5 * number))"
    }
  }

  private static func read(_ text: String) throws -> Series {
    var options = DataOptions()
    options.order.series = "id"
    return try Tables.read(text, options)
  }

  @Test("ids are texts: what looks like a number keeps its zeros, and NA is a name")
  func names() throws {
    let series = try Self.read(Self.table(["01", "1", "1.0", "NA", "a b"]))
    #expect(series.panel?.names == ["01", "1", "1.0", "NA", "a b"])
    #expect(series.targetNames == ["v"])
  }

  @Test("a row without an id, a time that a series has twice and rows out of order are told")
  func badRows() throws {
    var options = DataOptions()
    options.order.series = "id"
    let good = try Self.table(["a", "b"])
    for (id, word) in [("", "is empty"), ("NaN", "is NaN")] {
      let refusal = Tables.refusal(good + "\(id),2021-03-01,4.5\n", options)
      #expect(refusal.contains("line 82") && refusal.contains(word), "\(refusal)")
    }
    let twice = Tables.refusal(good + "b,2021-02-09,4.5\n", options)
    #expect(twice.contains("line 82") && twice.contains("2021-02-09"), "\(twice)")
    let lines = good.split(separator: "\n")
    let turned = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n")
    let series = try Self.read(turned + "\n")
    #expect(series.told.contains("series 'b': the newest row came first"), "\(series.told)")
    #expect(series.told.contains("the like of 1 more"), "\(series.told)")
    #expect(series.panel?.names == ["b", "a"] && series.runs.count == 2)
  }

  @Test("a series of one row trains nothing, and the others do")
  func oneRow() throws {
    let series = try Self.read(Self.table(["a", "b"]) + "c,2021-01-05,4.5\n")
    let data = try Dataset(series, window: 5, scaling: .standard, recipe: .auto)
    #expect(series.panel?.names.count == 3 && data.windows.count == 2 * 35)
    #expect(data.scales?.offsets.last == 4.5 && data.scales?.scales.last == 1)
  }

  @Test("counts are divided by their mean, so that zero stays zero")
  func counts() throws {
    let text = try Tables.table("id,date,v", rows: 60) { row in
      "\(row % 2),\(try Tables.day(row / 2, "yyyy-mm-dd")),\(row % 3 == 0 ? 0 : row % 7)"
    }
    let data = try Dataset(Self.read(text), window: 3, scaling: .auto)
    #expect(data.scales?.scaling == .mean && data.scales?.offsets == [0, 0])
    #expect(data.scales?.scales.allSatisfy { $0 > 0 && $0 < 7 } ?? false)
  }

  /// The weights after a short training.
  private static func weights(_ data: Dataset, workers: Int = 1) throws -> [Float] {
    let model = try Model(
      Sequential {
        LSTM(5)
        Dense(1)
      }, for: data, seed: 3)
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 3, batchSize: 16, seed: 3),
      crew: TestMachine.crew(workers: workers))
    try trainer.fit(data.training, validation: data.validation)
    return trainer.model.weights.values
  }

  @Test("one series among its kind gives the bits that it gives alone")
  func alone() throws {
    let text = try Self.table(["a"], rows: 90)
    let panel = try Self.read(text)
    let single = try Tables.read(text, DataOptions(targets: ["v"]))
    #expect(single.panel == nil && panel.panel?.count == 1)
    for (scaling, recipe) in [
      (Scaling.standard, Recipe.plain), (.minmax, .plain), (.none, .auto), (.none, .plain),
    ] {
      let both = try [panel, single].map {
        try Dataset($0, window: 7, scaling: scaling, recipe: recipe)
      }
      #expect(both[0].splits.training.windows == both[1].splits.training.windows)
      #expect(both[0].recipe == both[1].recipe)
      #expect(try Self.weights(both[0]) == Self.weights(both[1]), "\(scaling)")
    }
  }

  @Test("the bits are the same for any number of workers")
  func workers() throws {
    let series = try Self.read(Self.table(["a", "b", "c"]))
    let data = try Dataset(series, window: 6, scaling: .auto, recipe: .auto)
    let one = try Self.weights(data)
    for workers in [2, 3] { #expect(try Self.weights(data, workers: workers) == one) }
  }

  @Test("a wide table has a series in each column, from its first value to its last")
  func wide() throws {
    let wide = try Tables.table("date,a,b,c", rows: 20) { row in
      let (a, c) = (Tables.text(row), row < 4 || row > 15 ? "" : Tables.text(row + 3))
      return "\(try Tables.day(row, "yyyy-mm-dd")),\(a),\(Tables.text(row + 7)),\(c)"
    }
    var options = DataOptions(missingValues: .interpolate)
    options.order.wide = true
    let folder = try ScratchFolder()
    try folder.write("wide.csv", wide)
    let all = try DataSource.load(folder.path("wide.csv"), options: options)
    let panel = try #require(all.panel)
    #expect(panel.names == ["a", "b", "c"] && panel.rows == [0..<20, 20..<40, 40..<52])
    #expect(all.columns == ["value"] && all.runs == panel.rows && !all.hasFilledValues)
    #expect(all.rowLabel(20) == "2021-01-01" && all.rowLabel(40) == "2021-01-05")
    for row in 0..<20 {
      #expect(all.value(row: 20 + row, column: 0) == Tables.value(row + 7))
      if row < 12 { #expect(all.value(row: 40 + row, column: 0) == Tables.value(row + 7)) }
    }
    options.targets = ["c", "a"]
    options.inputs = ["b"]
    let shared = try DataSource.load(folder.path("wide.csv"), options: options)
    #expect(shared.columns == ["value", "b"] && shared.panel?.names == ["c", "a"])
    #expect(shared.value(row: 12, column: 1) == Tables.value(7))
    options.targets = []
    #expect(throws: DataError.self) {
      try DataSource.load(folder.path("wide.csv"), options: options)
    }
  }

  @Test("a row without any value belongs to no series, and shifts none")
  func blankRows() throws {
    var lines = ["id,v"]
    for row in 0..<30 {
      lines += ["a,\(row)", "b,\(1000 + row)"]
      if row % 10 == 4 { lines.append(",") }
    }
    let series = try Self.read(lines.joined(separator: "\n") + "\n")
    let panel = try #require(series.panel)
    #expect(panel.names == ["a", "b"] && panel.rows == [0..<30, 30..<60])
    let values = (0..<60).map { series.value(row: $0, column: 0) }
    #expect(values == (0..<30).map(Double.init) + (1000..<1030).map(Double.init))
  }

  @Test("an epoch of so many steps takes other windows each time, and goes on to the same bits")
  func sampled() throws {
    let series = try Self.read(Self.table(["a", "b", "c"]))
    let data = try Dataset(series, window: 6, scaling: .auto)
    let model = try Model(
      Sequential {
        LSTM(3)
        Dense(1)
      }, for: data, seed: 3)
    var options = TrainingOptions(epochs: 4, batchSize: 8, seed: 3)
    options.stepsPerEpoch = 2
    let whole = try Trainer(model, options: options, crew: TestMachine.crew(workers: 2))
    let history = try whole.fit(data.training)
    #expect(history.epochs.count == 4 && history.samples == 4 * 16)
    options.epochs = 2
    let parts = try Trainer(model, options: options, crew: TestMachine.crew(workers: 1))
    try parts.fit(data.training)
    let half = parts.model.weights.values
    try parts.fit(data.training)
    #expect(parts.model.weights.values == whole.model.weights.values)
    #expect(parts.model.weights.values != half)
    options.stepsPerEpoch = 1000
    let all = try Trainer(model, options: options, crew: TestMachine.crew(workers: 1))
    #expect(try all.fit(data.training).samples == 2 * data.training.count)
  }

  @Test("an epoch that ends early is measured on as many validation windows, evenly taken")
  func measured() throws {
    let data = try Dataset(Self.read(Self.table(["a", "b", "c"])), window: 6, scaling: .auto)
    let model = try Model(
      Sequential {
        LSTM(3)
        Dense(1)
      }, for: data, seed: 3)
    var options = TrainingOptions(epochs: 1, batchSize: 5, seed: 3)
    options.stepsPerEpoch = 1
    let trainer = try Trainer(model, options: options, crew: TestMachine.crew(workers: 2))
    let history = try trainer.fit(data.training, validation: data.validation)
    let (source, count) = (data.validation.source, data.validation.count)
    #expect(count > 10)
    let said = try trainer.model.predict(data.validation)
    let losses = (0..<5).map { number -> Double in
      let place = number * count / 5
      var target: Float = 0
      source.gatherTargets(place, into: &target)
      return pow(Double(said[place] - target), 2)
    }
    let expected = losses.reduce(0, +) / 5
    let found = try #require(history.epochs.last?.validationLoss)
    #expect(abs(found - expected) < 1e-6 * expected, "\(found) \(expected)")
  }

  @Test("a series that is a hundred times as large is predicted a hundred times as large")
  func sizes() throws {
    let twin = try Self.read(
      Tables.table("id,date,v", rows: 80) { line in
        let value = Tables.value(line / 2) * (line % 2 == 0 ? 1 : 128)
        return "\(line % 2),\(try Tables.day(line / 2, "yyyy-mm-dd")),\(value)"
      })
    let data = try Dataset(twin, window: 6, scaling: .auto, recipe: .auto)
    let model = try Model(
      Sequential {
        LSTM(4)
        Dense(1)
      }, for: data, seed: 2)
    let said = data.test.predictions(try model.predict(data.test)).map(\.predicted)
    let half = said.count / 2
    for (one, other) in zip(said[..<half], said[half...]) {
      #expect(abs(other - 128 * one) < 1e-9 * abs(other))
    }
  }
}
