import Foundation
import Skein
import Support
import Testing

/// What stands beside a network of many series in other programs, compared with what Skein says of each.
@Suite("Models of many series for other programs") struct PanelModuleTests {
  private let folder: ScratchFolder

  /// Shops of different sizes and lengths, one of them shorter than a window; another table has a new one.
  init() throws {
    folder = try ScratchFolder()
    let head = "day,shop,region,area,promo,sold,back\n"
    let shops = [
      ("east", "north", 40, 60), ("quay", "south", 90, 41), ("old \u{fc} \"1\"", "north", 55, 52),
      ("short", "south", 70, 5), ("flat", "north", 10, 45),
    ]
    var text = head
    var plan = "day,shop,promo\n"
    for (number, shop) in shops.enumerated() {
      text += Self.rows(shop.0, shop.1, shop.2, first: 60 - shop.3, size: number)
      for day in 60..<63 { plan += "\(Self.day(day)),\(Self.quoted(shop.0)),\(day % 2)\n" }
    }
    try folder.write("shops.csv", text)
    try folder.write("plan.csv", plan)
    try folder.write("new.csv", head + Self.rows("new", "west", 44, first: 20, size: 3))
    let wide = (0..<60).map { day in
      "\(Self.day(day)),\(day % 3),\(Self.sold(day, 1)),\(day < 20 ? "" : Self.sold(day, 2))\n"
    }
    try folder.write("wide.csv", "day,promo,alpha,beta\n" + wide.joined())
  }

  private static func day(_ number: Int) -> String {
    String(format: "2023-%02d-%02d", number / 28 + 1, number % 28 + 1)
  }

  private static func quoted(_ name: String) -> String {
    "\"\(name.replacing("\"", with: "\"\""))\""
  }

  private static func sold(_ day: Int, _ size: Int) -> String {
    if size == 4 { return "7" }
    let week = [3, 9, 4, 1, 6, 8, 2][(day + size) % 7]
    return "\(Double((1 << (2 * size)) * (10 * week + (day * 37 + size * 11) % 5)) / 4)"
  }

  private static func rows(
    _ name: String, _ region: String, _ area: Int, first: Int, size: Int
  ) -> String {
    (first..<60).map { day in
      let more = "\((day * day + size) % 3),\(sold(day, size)),\(day * 31 % 17 - 3 * size)"
      return "\(Self.day(day)),\(quoted(name)),\(region),\(area),\(more)\n"
    }.joined()
  }

  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    try #require(outcome.succeeded, "\(line): \(outcome.errors)")
    return outcome
  }

  private static func hasPython(with modules: String) -> Bool {
    guard let folder = try? ScratchFolder() else { return false }
    let outcome = try? SkeinProgram.shell("python3 -c 'import \(modules)'", in: folder)
    return outcome?.succeeded ?? false
  }

  /// A training, and how many targets it has.
  struct Case: Sendable, CustomTestStringConvertible {
    var data = "shops.csv --series shop"
    let options: String
    var targets = 1
    /// Rows of a forecast.
    var rows = 1
    var more = ""

    var testDescription: String { options }
  }

  /// In the series' own units a graph knows no recipe.
  private static let plain = [
    Case(options: "--target sold --static region,area --scale standard --model lstm:4,dense:1"),
    Case(
      options:
        "--target sold,back --scale mean --horizon 3 --loss quantile:0.1:0.5:0.9 --model gru:4,dense:18",
      targets: 2, rows: 3),
    Case(options: "--target sold --scale none --static area --model rnn:4,dense:1"),
    Case(
      options: "--target back,sold --inputs promo,sold --scale minmax --model lstm:3,dense:2",
      targets: 2),
    Case(
      data: "wide.csv --wide --missing interpolate",
      options: "--target alpha,beta --inputs promo --scale standard --model lstm:4,dense:1"),
  ].map { plain in
    var plain = plain
    plain.more += " --recipe plain"
    return plain
  }

  private static let runs =
    plain + [
      Case(
        options: "--target sold --recipe auto --scale standard --future promo --calendar weekday"
          + " --static shop --model lstm:4,dense:1"),
      Case(
        options: "--target sold --normalize window --linear-path 3 --scale mean --static region"
          + " --model gru:3,dense:2 --horizon 2", rows: 2, more: " --recipe plain"),
    ]

  /// With a vector for each series, which Keras has no layer for; the first in the series' own units.
  private static let embedded = [
    Case(
      options:
        "--target sold --static area --series-embedding 2 --scale standard --model lstm:4,dense:1",
      more: " --recipe plain"),
    Case(
      options: "--target sold --series-embedding 3 --scale none --model lstm:4,dense:1",
      more: " --recipe plain"),
    Case(
      options: "--target sold --recipe auto --scale standard --future promo --calendar weekday"
        + " --static region --series-embedding 3 --model lstm:4,dense:1"),
  ]

  private func train(_ training: Case, epochs: Int = 2) throws {
    _ = try run(
      "train --data \(training.data) --window 6 --batch-size 16 --epochs \(epochs) --quiet --output a"
        + " \(training.options)\(training.more)")
  }

  /// What `skein forecast` says: the name of a series and a number for each row and target, in their order.
  private func forecast(_ training: Case, _ more: String = "") throws -> [String: [Double]] {
    let line = "forecast a --steps \(training.rows) --json \(more)"
    let said = try JSONSerialization.jsonObject(with: Data(run(line).output.utf8))
    let rows = try #require((said as? [String: Any])?["forecast"] as? [[String: Any]])
    var found: [String: [Double]] = [:]
    for row in rows {
      let name = try #require(row["series"] as? String)
      found[name, default: []] += try #require(row["prediction"] as? [Double])
    }
    return found
  }

  /// What a script says to `python3`: a JSON object of the same.
  private func python(_ script: String) throws -> [String: [Double]] {
    try folder.write("script.py", Self.tables + script + "\nprint(json.dumps(said))\n")
    let outcome = try SkeinProgram.shell("python3 script.py", in: folder)
    try #require(outcome.succeeded, "\(outcome.errors)")
    let line = try #require(outcome.output.split(separator: "\n").last)
    return try #require(
      JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: [Double]])
  }

  private func compare(
    _ found: [String: [Double]], _ said: [String: [Double]], count: Int, _ training: Case
  ) {
    #expect(found.keys.sorted() == said.keys.sorted() && said.count == count)
    for (name, numbers) in said {
      let other = found[name] ?? []
      #expect(other.count == numbers.count && numbers.count == training.rows * training.targets)
      let largest = numbers.reduce(1) { max($0, $1.magnitude) }
      for (number, other) in zip(numbers, other) {
        #expect(abs(number - other) <= 1e-6 * largest, "\(name): \(numbers) \(other)")
      }
    }
  }

  /// Tables by series, each a list of rows by column.
  private static let tables = """
    import csv, json, sys
    from datetime import datetime, timedelta

    def table(name):
        rows = list(csv.DictReader(open(name, encoding="utf-8")))
        if "shop" not in rows[0]:
            return {
                series: [{**row, "value": row[series]} for row in rows if row[series]]
                for series in ("alpha", "beta")}
        found = {}
        for row in rows:
            found.setdefault(row["shop"], []).append(row)
        return found

    said = {}

    """

  /// Asks `model.py` about the series of a table.
  private func module(_ format: String, _ data: String, isKnown: Bool = true) throws -> [String:
    [Double]]
  {
    try python(
      """
      sys.path.insert(0, "a/\(format)")
      import model
      network, plan = model.load(), table("plan.csv")
      for name, rows in table("\(data)").items():
          days = [datetime.fromisoformat(row["day"]) for row in rows]
          days += [days[-1] + timedelta(days=ahead + 1) for ahead in range(model.HORIZON)]
          values = [[float(row[column]) for column in model.TABLE] for row in rows]
          coming = [[float(row[column]) for column in model.ASKED] for row in plan.get(name, [])]
          more = {"statics": rows[-1]} if hasattr(model, "STATICS") else {}
          series = name if \(isKnown ? "True" : "False") else None
          told = model.predict(network, values, coming, days, series=series, **more)
          said[name] = told.ravel().tolist()
      try:
          model.predict(network, values, coming, days, series="nobody", **more)
      except ValueError as error:
          assert "'nobody' was not in the training" in str(error)
      else:
          raise AssertionError("a series that is not there")
      """)
  }

  private func compare(_ training: Case, format: String) throws {
    try train(training)
    _ = try run("export a --format \(format) --quiet")
    let data = String(training.data.split(separator: " ")[0])
    let plan = training.options.contains("--future") ? "--future-data plan.csv" : ""
    compare(
      try module(format, data), try forecast(training, plan), count: data == "wide.csv" ? 2 : 5,
      training)
    if data == "wide.csv" || !plan.isEmpty { return }
    // By its own rows, and its region is none of the words.
    compare(
      try module(format, "new.csv", isKnown: false), try forecast(training, "--data new.csv"),
      count: 1, training)
  }

  @Test(
    "model.py says of each series in PyTorch what skein forecast says",
    .enabled(if: hasPython(with: "torch, safetensors, numpy"), "needs torch and safetensors"),
    arguments: runs + embedded)
  func torch(training: Case) throws { try compare(training, format: "pytorch") }

  @Test(
    "model.py says of each series in Keras what skein forecast says",
    .enabled(if: hasPython(with: "keras, numpy"), "needs keras and numpy"), arguments: runs)
  func keras(training: Case) throws { try compare(training, format: "keras") }

  @Test(
    "a graph in the series' own units says of a batch of all series what skein forecast says",
    .enabled(if: hasPython(with: "onnxruntime, numpy"), "needs onnxruntime and numpy"),
    arguments: plain + embedded.prefix(2))
  func onnx(training: Case) throws {
    try train(training)
    _ = try run("export a --format onnx --in-units --quiet")
    let data = String(training.data.split(separator: " ")[0])
    let found = try python(
      """
      import numpy as np
      import onnxruntime
      session = onnxruntime.InferenceSession("a/onnx/model.onnx")
      preparation = json.loads(
          session.get_modelmeta().custom_metadata_map["skein.preparation"])
      panel = json.load(open("a/onnx/series.json", encoding="utf-8"))
      window, series = preparation["window"], table("\(data)")

      def number(row, column):
          name, _, word = column.partition("=")
          if column == "shop":
              return 0.0
          return float(row[name] == word) if word else float(row[name])

      def seen(rows):
          values = [[number(row, column) for column in preparation["inputs"]] for row in rows]
          return ([values[0]] * window + values)[-window:]

      feeds = {"input": np.array([seen(rows) for rows in series.values()])}
      for kind in ("offsets", "scales"):
          if panel["columns"]:
              own = [panel["series"][name][kind] for name in series]
              feeds[kind] = np.array(own, dtype=float)
      assert [entry.name for entry in session.get_inputs()] == list(feeds)
      (told,) = session.run(None, feeds)
      said = dict(zip(series, told.tolist()))
      """)
    compare(found, try forecast(training), count: data == "wide.csv" ? 2 : 5, training)
  }

  @Test("series.json has the scales of each series once, and those of all apart")
  func scales() throws {
    try train(Self.plain[0], epochs: 0)
    let outcome = try run("export a")
    #expect(
      outcome.errors.hasPrefix("wrote a/pytorch/model.safetensors\n      a/pytorch/model.py\n"))
    #expect(outcome.errors.contains("\n      a/pytorch/series.json\nread back: "))
    let panel = try RunJSON.value(
      of: ExportedPanel.self, from: folder.bytes("a/pytorch/series.json"))
    let known = try #require(StoredRun.record(in: folder.path("a")).panel)
    #expect(panel.scaling == .standard && panel.columns == ["sold"])
    #expect(panel.shared.keys.sorted() == ["area"] && panel.series.count == 5)
    let columns = ["sold", "region=north", "region=south", "area"]
    for member in known.members {
      let own = try #require(panel.series[member.name])
      #expect(own.offsets == [member.offsets[0]] && own.scales == [member.scales[0]])
      for (place, column) in columns.enumerated() where place > 0 {
        #expect(member.offsets[place] == panel.shared[column]?.offset ?? 0)
        #expect(member.scales[place] == panel.shared[column]?.scale ?? 1)
      }
    }
    for format in ["onnx", "keras"] {
      _ = try run("export a --format \(format) --quiet")
      #expect(try folder.bytes("a/\(format)/series.json") == folder.bytes("a/pytorch/series.json"))
    }
  }

  @Test("the number of a series is in its scales, and Keras refuses the layer that reads it")
  func numbers() throws {
    try train(Self.embedded[0], epochs: 0)
    _ = try run("export a --quiet")
    let panel = try RunJSON.value(
      of: ExportedPanel.self, from: folder.bytes("a/pytorch/series.json"))
    #expect(panel.columns == ["sold", "shop"] && panel.shared.keys.sorted() == ["area"])
    #expect(panel.series.values.map { -$0.offsets[1] }.sorted() == [1, 2, 3, 4, 5])
    #expect(panel.series.values.allSatisfy { $0.scales[1] == 1 })
    let source = try folder.text("a/pytorch/model.py")
    #expect(source.contains("\nOWN = 2\n") && source.contains("\nSEEN = OWN - 1\n"))
    let refused = try SkeinProgram.run("export a --format keras", in: folder)
    #expect(refused.code == 1 && refused.errors.contains("entity:6:2"), "\(refused.errors)")
  }

  @Test("model.py takes what the series is and its name, and says no more than it needs")
  func source() throws {
    try train(Self.plain[0], epochs: 0)
    _ = try run("export a --quiet")
    let source = try folder.text("a/pytorch/model.py")
    #expect(
      source.contains(
        "def predict(network, rows, coming=None, times=None, series=None, statics=None):"))
    #expect(source.contains("def predict_scaled(network, rows, coming=None, times=None):"))
    #expect(source.contains("\nOWN = 4\n") && source.contains("\nSEEN = OWN - 3\n"))
    #expect(source.contains("values.std(0)") && !source.contains("quay"))
    _ = try run("export a --format keras --quiet")
    let other = try folder.text("a/keras/model.py")
    let parts = try [source, other].map { try #require($0.split(separator: "PANEL = ").last) }
    #expect(parts[0] == parts[1])
    try folder.remove("a")
    try train(Self.plain[2], epochs: 0)
    _ = try run("export a --quiet")
    let unscaled = try folder.text("a/pytorch/model.py")
    #expect(!unscaled.contains("own_scale") && unscaled.contains("statics=None"))
  }

  @Test(
    "a network of many series goes to files of weights with its bits, and its scales stay behind")
  func converted() throws {
    try train(Self.plain[0], epochs: 1)
    let outcome = try run("convert a a.onnx")
    #expect(
      outcome.errors.contains(
        "note: the scales of 5 series stay behind; skein export writes them beside the network"
      ),
      "\(outcome.errors)")
    _ = try run("export a --format onnx --quiet")
    #expect(try folder.bytes("a.onnx") == folder.bytes("a/onnx/model.onnx"))
    _ = try run("convert a.onnx a.safetensors --quiet")
    _ = try run("export a --quiet")
    #expect(try folder.bytes("a.safetensors") == folder.bytes("a/pytorch/model.safetensors"))
    _ = try run("convert a.safetensors a.keras --quiet")
    for file in ["a.onnx", "a.safetensors", "a.keras"] {
      for more in ["", " --model lstm:9,dense:1", " --like a"] {
        let refused = try SkeinProgram.run(
          "import \(file) --data shops.csv --series shop --output b\(more)", in: folder)
        #expect(
          refused.code == 1 && refused.errors.contains("each in a scale of its own"),
          "\(refused.errors)")
      }
    }
    #expect(!folder.has("b"))
  }

  @Test(
    "a network with a vector for each series goes to files of weights and from one to the other")
  func convertedVectors() throws {
    try train(Self.embedded[0], epochs: 1)
    let outcome = try run("convert a a.onnx")
    #expect(outcome.errors.hasSuffix("read back: greatest difference 0.0\n"), "\(outcome.errors)")
    for format in ["onnx", "pytorch"] { _ = try run("export a --format \(format) --quiet") }
    #expect(try folder.bytes("a.onnx") == folder.bytes("a/onnx/model.onnx"))
    _ = try run("convert a.onnx a.safetensors --quiet")
    #expect(try folder.bytes("a.safetensors") == folder.bytes("a/pytorch/model.safetensors"))
    _ = try run("convert a.safetensors b.onnx --quiet")
    #expect(try folder.bytes("b.onnx") == folder.bytes("a.onnx"))
    try folder.write("b.keras", "former")
    let refused = try SkeinProgram.run("convert a.onnx b.keras --overwrite", in: folder)
    #expect(refused.code == 1 && refused.errors.contains("entity:6:2"), "\(refused.errors)")
    #expect(try folder.text("b.keras") == "former")
    let many = try SkeinProgram.run("import a.safetensors --data new.csv --output c", in: folder)
    #expect(many.code == 1 && many.errors.contains("each in a scale of its own"))
  }

  @Test("a record that names a column twice is exported or refused, and ends nothing")
  func twice() throws {
    try train(Self.plain[0], epochs: 0)
    let record = try folder.text("a/run.json")
    #expect(record.contains("\"region=south\"") && record.contains("\"south\""))
    try folder.write("a/run.json", record.replacing("south", with: "north"))
    for format in ["pytorch", "onnx", "keras"] {
      let outcome = try SkeinProgram.run("export a --format \(format) --quiet", in: folder)
      #expect([0, 1].contains(outcome.code), "\(outcome.code): \(outcome.errors)")
    }
  }
}
