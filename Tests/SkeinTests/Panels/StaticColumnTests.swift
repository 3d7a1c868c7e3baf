import Foundation
import Skein
import Support
import Testing

@Suite("Columns that are the same in all rows of a series")
struct StaticColumnTests {
  private static let regions = ["north", "south", "north", "west"]
  private static let sizes = [1.0, 3, 8, 2.5]

  /// Four series with a text and a number of their own.
  private static func table(
    rows: Int = 20, region: (_ line: Int, _ text: String) -> String = { $1 }
  ) throws -> String {
    try Tables.table("id,date,v,region,size", rows: 4 * rows) { line in
      let (row, number) = (line / 4, line % 4)
      let own = "\(region(line, regions[number])),\(sizes[number])"
      return
        "s\(number),\(try Tables.day(row, "yyyy-mm-dd")),\(Tables.text(row + 5 * number)),\(own)"
    }
  }

  private static func options(_ statics: [String] = ["region", "size"]) -> DataOptions {
    var options = DataOptions(targets: ["v"])
    options.order.series = "id"
    options.statics = statics
    return options
  }

  @Test("a text is an input for each word, a number is scaled over the series")
  func inputs() throws {
    let series = try Tables.read(Self.table(), Self.options())
    let names = ["v", "region=north", "region=south", "region=west", "size"]
    #expect(series.columns == names && series.inputColumns == 0..<5 && series.targetColumns == [0])
    #expect(series.statics.map(\.name) == ["region", "size"])
    #expect(series.statics.map(\.categories) == [["north", "south", "west"], nil])
    let data = try Dataset(series, window: 5, scaling: .standard)
    let panel = try #require(series.panel)
    let mean = Self.sizes.reduce(0, +) / 4
    let deviation = (Self.sizes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4).squareRoot()
    let source = data.all.source
    #expect(source.inputShape == LayerShape(steps: 5, features: 5))
    var input = [Float](repeating: .nan, count: 25)
    for window in 0..<data.windows.count {
      input.withUnsafeMutableBufferPointer { input in
        guard let base = input.baseAddress else { return }
        source.gatherInput(window, row: 0, rows: 1, into: base)
      }
      let number = panel.member(of: data.windows.start(window))
      let own = ["north", "south", "west"].map { Float($0 == Self.regions[number] ? 1 : 0) }
      for step in 0..<5 {
        #expect(Array(input[5 * step + 1..<5 * step + 4]) == own)
        #expect(abs(Double(input[5 * step + 4]) - (Self.sizes[number] - mean) / deviation) < 1e-6)
      }
    }
  }

  @Test("no recipe takes them away, and their values reach every row ahead")
  func recipes() throws {
    let series = try Tables.read(Self.table(), Self.options(["region"]))
    for normalization in Recipe.Normalization.allCases {
      var recipe = Recipe.auto
      recipe.normalization = normalization
      let data = try Dataset(series, window: 5, scaling: .standard, recipe: recipe)
      var input = [Float](repeating: .nan, count: 20)
      input.withUnsafeMutableBufferPointer { input in
        guard let base = input.baseAddress else { return }
        data.training.source.gatherInput(0, row: 0, rows: 1, into: base)
      }
      // The first window is of the first series, which lies in the north.
      for step in 0..<5 { #expect(Array(input[4 * step + 1..<4 * step + 4]) == [1, 0, 0]) }
    }
  }

  @Test("a value that changes within a series is refused with the series and the line")
  func changing() throws {
    let text = try Self.table { line, own in line == 41 ? "east" : own }
    let refusal = Tables.refusal(text, Self.options())
    for words in ["line 43", "'s1'", "'east'", "'south'", "(region)"] {
      #expect(refusal.contains(words), "\(refusal)")
    }
    // As an input of each row it may change, if it is a number.
    let numbers = try Self.table { line, _ in "\(line)" }
    #expect(Tables.refusal(numbers, Self.options()).contains("line 6"))
    var options = Self.options(["size"])
    options.inputs = ["v", "region"]
    #expect(try Tables.read(numbers, options).columns == ["v", "region", "size"])
  }

  @Test("what cannot be told is refused")
  func refused() throws {
    let text = try Self.table()
    var one = Self.options()
    one.order.series = "id=s1"
    #expect(Tables.refusal(text, one).contains("there is one"))
    one.order.series = nil
    #expect(Tables.refusal(text, one).contains("there is one"))
    #expect(Tables.refusal(text, Self.options(["v"])).contains("'v'"))
    #expect(Tables.refusal(text, Self.options(["date"])).contains("(date)"))
    #expect(Tables.refusal(text, Self.options(["place"])).contains("no column 'place'"))
    let many = try Tables.table("id,date,v,region", rows: 606) { line in
      "\(line / 6),\(try Tables.day(line % 6, "yyyy-mm-dd")),\(Tables.text(line)),r\(line / 6)x"
    }
    #expect(Tables.refusal(many, Self.options(["region"])).contains("has 101 texts"))
  }

  @Test("the column of the series tells them apart as well")
  func identity() throws {
    let series = try Tables.read(Self.table(), Self.options(["id"]))
    #expect(series.columns == ["v", "id=s0", "id=s1", "id=s2", "id=s3"])
    let panel = try #require(series.panel)
    for (number, rows) in panel.rows.enumerated() {
      for row in rows {
        for column in 1...4 {
          let isOwn = panel.names[number] == "s\(column - 1)"
          #expect(series.value(row: row, column: column) == (isOwn ? 1 : 0))
        }
      }
    }
  }

  @Test(
    "a value that is missing in some rows is that of the others, and no window rests on a guess")
  func missing() throws {
    let text = try Self.table { line, own in line % 7 == 3 ? "" : own }
    #expect(Tables.refusal(text, Self.options()).contains("the value is missing"))
    var options = Self.options()
    options.missingValues = .interpolate
    let (gappy, whole) = (
      try Tables.read(text, options), try Tables.read(Self.table(), Self.options())
    )
    #expect(gappy.withValues { Array($0) } == whole.withValues { Array($0) })
    #expect(!gappy.hasFilledValues)
  }

  @Test("words of a former reading stay the inputs, and others are none of them")
  func known() throws {
    var options = Self.options(["region"])
    options.knownStatics = try Tables.read(Self.table(), options).statics
    let moved = try Tables.read(
      Self.table { _, own in own == "north" ? "east" : own }, options)
    #expect(moved.columns == ["v", "region=north", "region=south", "region=west"])
    #expect(moved.told.contains("never east"), "\(moved.told)")
    for column in 1...3 { #expect(moved.value(row: 0, column: column) == 0) }
    #expect(moved.value(row: 20, column: 2) == 1)
  }

  @Test("a wide table has those of its groups, beside each of its series")
  func wide() throws {
    var options = Self.options(["region"])
    options.order.wide = true
    options.targets = ["v", "size"]
    let folder = try ScratchFolder()
    try folder.write("wide.csv", Self.table())
    let series = try DataSource.load(folder.path("wide.csv"), options: options)
    #expect(series.panel?.names.prefix(3) == ["s0 v", "s0 size", "s1 v"])
    #expect(series.columns == ["value", "region=north", "region=south", "region=west"])
    #expect(series.value(row: 40, column: 2) == 1 && series.value(row: 39, column: 1) == 1)
    options.targets = []
    #expect(try DataSource.load(folder.path("wide.csv"), options: options).panel?.count == 8)
  }

  /// Series that follow a pulse of the row before: in the north with its sign, in the south against it.
  private static func pulses(_ statics: [String]) throws -> Dataset {
    var state: UInt32 = 5
    let text = try Tables.table("id,date,v,pulse,region", rows: 8 * 60) { line in
      let (number, row) = (line / 60, line % 60)
      if row == 0 { state = UInt32(number + 1) }
      let before = state >> 31
      state = state &* 1_664_525 &+ 1_013_904_223
      let (sign, pulse) = (number % 2 == 0 ? 1 : -1, state >> 31 == 0 ? 1 : -1)
      let value = sign * (before == 0 ? 1 : -1)
      let region = number % 2 == 0 ? "north" : "south"
      return "\(number),\(try Tables.day(row, "yyyy-mm-dd")),\(value),\(pulse),\(region)"
    }
    var options = Self.options(statics)
    options.inputs = ["pulse"]
    return try Dataset(Tables.read(text, options), window: 1, scaling: .standard)
  }

  @Test("a network learns what the series is that it sees")
  func learnt() throws {
    func error(_ statics: [String]) throws -> Double {
      let data = try Self.pulses(statics)
      let model = try Model(
        Sequential {
          LSTM(6)
          Dense(1)
        }, for: data, seed: 1)
      let trainer = try Trainer(
        model,
        options: TrainingOptions(epochs: 30, batchSize: 16, learningRate: 0.02, seed: 1),
        crew: TestMachine.crew(workers: 1))
      try trainer.fit(data.training)
      let said = try trainer.model.predict(data.test)
      return try #require(data.test.panelMetrics(of: said).first).rmsse
    }
    let (told, blind) = (try error(["region"]), try error([]))
    #expect(told < blind / 3, "\(told), \(blind)")
  }
}
