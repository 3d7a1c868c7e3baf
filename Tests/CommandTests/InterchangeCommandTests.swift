import Foundation
import Skein
import Support
import Testing

@Suite("skein export and skein import") struct InterchangeCommandTests {
  private static let train =
    "train --data sales.csv --target sold --window 5 --model lstm:4,dense:1 --epochs 2 --seed 3"
    + " --quiet --output"

  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    let rows = (0..<90).map { row in
      let promo = row * row % 11 < 3 ? 1 : 0
      let month = row / 28 + 1
      let day = row % 28 + 1
      return "2024-0\(month)-\(day < 10 ? "0" : "")\(day),\(promo),\(20 + 15 * promo + row % 7)\n"
    }
    try folder.write("sales.csv", "day,promo,sold\n" + rows.joined())
  }

  @discardableResult
  private func run(_ line: String, code: Int32 = 0) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    try #require(outcome.code == code, "\(line): \(outcome.errors)")
    return outcome
  }

  private func record(_ run: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(folder.bytes("\(run)/run.json")))
    return try #require(value as? [String: Any])
  }

  @Test("an export has a state dict and a Python module, and says what was read back")
  func exported() throws {
    try run("\(Self.train) a")
    let outcome = try run("export a")
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "wrote a/pytorch/model.safetensors\n      a/pytorch/model.py\nread back: the same 101 numbers\n"
    )
    let file = try Safetensors(path: folder.path("a/pytorch/model.safetensors"))
    #expect(file.entry(named: "layers.0.weight_hh_l0")?.shape == [16, 4])
    #expect(file.metadata["skein.preparation"] != nil)
    let source = try folder.text("a/pytorch/model.py")
    #expect(source.contains("nn.LSTM(1, 4, batch_first=True)"))
    #expect(source.contains("def predict(network, rows, coming=None, times=None):"))
    #expect(!source.contains("with_calendar"))

    let report = try run("export a --output other --json --quiet").json()
    #expect(report["format"] as? String == "pytorch" && report["parameters"] as? Int == 101)
    #expect(report["files"] as? [String] == ["other/model.safetensors", "other/model.py"])
    #expect(try folder.bytes("other/model.py") == folder.bytes("a/pytorch/model.py"))
  }

  @Test("columns known ahead and the calendar's go into the module; what PyTorch lacks is told")
  func known() throws {
    try run(
      "train --data sales.csv --target sold --future promo --calendar weekday,month --window 5"
        + " --model lstm:3:dropout=0.1,dense:1 --epochs 0 --quiet --output a")
    let outcome = try run("export a")
    #expect(
      outcome.errors.contains("note: nn.LSTM drops none of its inputs and states in training"))
    let source = try folder.text("a/pytorch/model.py")
    #expect(source.contains("\nOWN = 2\n") && source.contains("def on_calendar(time):"))
  }

  @Test("a graph for ONNX is one file; what it cannot hold is refused by a sentence")
  func onnx() throws {
    try run("\(Self.train) a --recipe plain")
    let outcome = try run("export a --format onnx --in-units")
    #expect(
      outcome.errors == "wrote a/onnx/model.onnx\nread back: the same 101 numbers\n",
      "\(outcome.errors)")
    let inUnits = try folder.bytes("a/onnx/model.onnx")
    try run("export a --format onnx --quiet")
    #expect(try folder.bytes("a/onnx/model.onnx") != inUnits)
    #expect(try run("export a --in-units", code: 64).errors.contains("leave it out"))
    try run("\(Self.train) b --recipe auto")
    #expect(try run("export b --format onnx --in-units", code: 1).errors.contains("recipe"))
    try run("export b --format onnx --quiet")
    try run("\(Self.train) c --model lstm:4:zoneout=0.1,dense:1")
    let zoneout = try run("export c --format onnx", code: 1)
    #expect(zoneout.errors.contains("no counterpart that Skein can write for ONNX"))
    #expect(!folder.has("c/onnx/model.onnx"))
  }

  @Test("a graph comes back: to the same bytes, by itself or like a run")
  func graphBack() throws {
    try run("\(Self.train) a --recipe plain")
    try run("export a --format onnx --quiet")
    try run("import a/onnx/model.onnx --like a --output b --quiet")
    try run("import a/onnx/model.onnx --data sales.csv --output c --quiet")
    for back in ["b", "c"] {
      #expect(
        try folder.bytes("\(back)/model.safetensors") == folder.bytes("a/model.safetensors"))
      #expect(try run("predict \(back)").output == run("predict a").output)
    }
    try run("\(Self.train) d --model gru:4,dense:1")
    let other = try run("import a/onnx/model.onnx --like d --output e", code: 1)
    #expect(
      other.errors.contains("a/onnx/model.onnx holds lstm:4,dense:1, not gru:4,dense:1"),
      "\(other.errors)")
    try run("export a --format onnx --in-units --output units --quiet")
    let units = try run("import units/model.onnx --data sales.csv --output e", code: 1)
    #expect(units.errors.contains("it takes DOUBLE"), "\(units.errors)")
    #expect(!folder.has("e"))
  }

  @Test("a network goes from a run to ONNX, on to PyTorch and back, and keeps its bits")
  func converted() throws {
    try run("\(Self.train) a --recipe plain")
    let outcome = try run("convert a a.onnx")
    #expect(
      outcome.errors
        == "lstm:4,dense:1: 101 numbers\nwrote a.onnx\nread back: greatest difference 0.0\n")
    let report = try run("convert a.onnx a.safetensors --json").json()
    #expect(report["format"] as? String == "pytorch" && report["parameters"] as? Int == 101)
    #expect(report["greatestDifference"] as? Double == 0, "\(report)")
    try run("convert a.safetensors again.onnx --quiet")
    #expect(try folder.bytes("again.onnx") == folder.bytes("a.onnx"))
    try run("export a --format onnx --quiet")
    #expect(try folder.bytes("a/onnx/model.onnx") == folder.bytes("a.onnx"))
    try run("import again.onnx --data sales.csv --output b --quiet")
    #expect(try folder.bytes("b/model.safetensors") == folder.bytes("a/model.safetensors"))
    #expect(try run("convert a a.onnx", code: 64).errors.contains("--overwrite"))
    #expect(try run("convert a a.bin", code: 64).errors.contains("says no form"))
    try run("convert a a.bin --to onnx --quiet")
    try run("convert a.bin c.safetensors --from onnx --quiet")
    #expect(try folder.bytes("c.safetensors") == folder.bytes("a.safetensors"))
    try run("\(Self.train) z --model lstm:4:zoneout=0.1,dense:1")
    #expect(
      try run("convert z z.onnx", code: 1).errors.contains("no counterpart"))
    #expect(!folder.has("z.onnx"))
  }

  @Test("what cannot be exported is refused by a sentence")
  func refused() throws {
    let texts = (0..<60).map { "\"the film was \($0 % 3 > 0 ? "good,pos" : "bad,neg")\n" }
    try folder.write(
      "r.csv", "text,label\n" + texts.map { $0.replacing(",", with: "\",") }.joined())
    try run(
      "train --task classify --data r.csv --model embedding:auto:4,lstm:3,dense:auto --epochs 0"
        + " --quiet --output texts")
    #expect(try run("export texts", code: 64).errors.contains("learned from texts"))
    #expect(try run("export nowhere", code: 1).errors.contains("no run folder nowhere"))
    #expect(try run("export texts --format caffe", code: 64).errors.contains("'caffe' is invalid"))
  }

  @Test("weights that come back as they went make the same model and the same predictions")
  func sameAgain() throws {
    for recipe in ["plain", "auto"] {
      try run("\(Self.train) \(recipe) --recipe \(recipe)")
      try run("export \(recipe) --quiet")
      let outcome = try run("import \(recipe)/pytorch/model.safetensors --like \(recipe)")
      #expect(outcome.errors.contains("the 101 parameters are those of"), "\(outcome.errors)")
      let back = "\(recipe)-2"
      #expect(
        try folder.bytes("\(back)/model.safetensors") == folder.bytes("\(recipe)/model.safetensors")
      )
      #expect(try run("predict \(back)").output == run("predict \(recipe)").output)
      #expect(try run("evaluate \(back)").output == run("evaluate \(recipe)").output)
      #expect(
        try run("forecast \(back) --steps 3 --output - --quiet").output
          == run("forecast \(recipe) --steps 3 --output - --quiet").output)
      let from = try #require(try record(back)["from"] as? [String: Any])
      #expect((from["file"] as? String)?.hasSuffix("/\(recipe)/pytorch/model.safetensors") == true)
      try run("train --from \(back) --epochs 1 --quiet --output on-\(recipe)")
      #expect(
        try folder.bytes("on-\(recipe)/model.safetensors")
          != folder.bytes("\(recipe)/model.safetensors"))
    }
  }

  @Test("weights that were trained elsewhere make a run that is measured by them")
  func trainedElsewhere() throws {
    try run("\(Self.train) a --recipe plain --scale standard")
    try run("export a --quiet")
    let file = try Safetensors(path: folder.path("a/pytorch/model.safetensors"))
    var changed = TensorFile()
    for entry in file.entries {
      var values = try file.floats(named: entry.name, shape: entry.shape)
      if entry.name == "layers.1.bias" { values[0] += 1 }
      changed.add(entry.name, shape: entry.shape, values)
    }
    try changed.write(to: FilePlace(path: folder.path("changed.safetensors")))
    let results = try run("import changed.safetensors --like a --output b --json --quiet").results()
    #expect(results["epochs"] as? Int == 0)
    func rmse(_ run: String) throws -> Double {
      let results = try #require(try record(run)["results"] as? [String: Any])
      return try #require((results["test"] as? [String: Any])?["rmse"] as? Double)
    }
    #expect(try rmse("b") != rmse("a"))
    let mean: (String) throws -> Double = { run in
      let rows = try self.run("predict \(run) --quiet").output.split(separator: "\n").dropFirst()
      let values = rows.compactMap { Double($0.split(separator: ",")[3]) }
      return values.reduce(0, +) / Double(values.count)
    }
    let scales = try #require((try record("a")["scaler"] as? [String: Any])?["scales"] as? [Double])
    #expect(abs(try mean("b") - mean("a") - scales[0]) < 1e-4 * scales[0])
  }

  @Test(
    "a model goes to Keras with a Python module, and comes back with the same weights and predictions"
  )
  func keras() throws {
    try run("\(Self.train) a --recipe plain")
    let outcome = try run("export a --format keras")
    #expect(
      outcome.errors
        == "wrote a/keras/model.keras\n      a/keras/model.py\nread back: the same 101 numbers\n",
      "\(outcome.errors)")
    #expect(try run("export a --format keras --in-units", code: 64).errors.contains("--in-units"))
    let file = "import a/keras/model.keras"
    for (line, back) in [
      ("\(file) --data sales.csv", "runs/model"), ("\(file) --like a", "a-2"),
      ("\(file) --like a --format keras --output b", "b"),
    ] {
      try run(line)
      #expect(try folder.bytes("\(back)/model.safetensors") == folder.bytes("a/model.safetensors"))
      #expect(try run("predict \(back)").output == run("predict a").output)
    }
    try run("\(Self.train) c --model gru:4,dense:1")
    let other = try run("\(file) --like c --output d", code: 1)
    #expect(other.errors.contains("holds lstm:4,dense:1, not gru:4,dense:1"), "\(other.errors)")
    try run("\(Self.train) e --model lstm:4:zoneout=0.1,dense:1")
    let refused = try run("export e --format keras", code: 1)
    #expect(refused.errors.contains("no counterpart that Skein can write for Keras"))
  }

  @Test("what was exported is a run again without the run that it is from")
  func alone() throws {
    for (recipe, more) in [("plain", ""), ("auto", " --future promo --calendar weekday --step 2")] {
      try run("\(Self.train) \(recipe) --recipe \(recipe)\(more)")
      try run("export \(recipe) --quiet")
      let line =
        "import \(recipe)/pytorch/model.safetensors --data sales.csv --output own-\(recipe)"
      let outcome = try run(line)
      #expect(outcome.errors.contains("the "), "\(outcome.errors)")
      #expect(try run("predict own-\(recipe)").output == run("predict \(recipe)").output)
      #expect(try run("evaluate own-\(recipe)").output == run("evaluate \(recipe)").output)
      let from = try #require(try record("own-\(recipe)")["from"] as? [String: Any])
      #expect(from["run"] is NSNull)
      #expect(
        try run("\(line)-2 --window 4", code: 64).errors.contains("leave --window out"))
      try run("train --from own-\(recipe) --epochs 1 --quiet --output on-\(recipe)")
    }
    let missing = try run("import plain/pytorch/model.safetensors", code: 64)
    #expect(missing.errors.contains("give --data"), "\(missing.errors)")
  }

  @Test("a vector for each series is for networks that are new, not for those that come in")
  func vectors() throws {
    try run("\(Self.train) a")
    try run("export a --quiet")
    for more in ["--data sales.csv", "--like a"] {
      let refused = try run(
        "import a/pytorch/model.safetensors \(more) --series-embedding 2 --output b", code: 64)
      #expect(refused.errors.contains("leave --series-embedding out"), "\(refused.errors)")
    }
    #expect(!folder.has("b"))
  }

  @Test("a state dict under names of one's own takes its rows from options, and its layers too")
  func ownNames() throws {
    try run("\(Self.train) a --recipe plain --scale standard")
    try run("export a --quiet")
    let file = try Safetensors(path: folder.path("a/pytorch/model.safetensors"))
    var named = TensorFile()
    for entry in file.entries {
      let leaf = String(entry.name.split(separator: ".")[2])
      let prefix = entry.name.hasPrefix("layers.0") ? "encoder.lstm" : "decoder"
      named.add(
        "\(prefix).\(leaf)", shape: entry.shape,
        try file.floats(named: entry.name, shape: entry.shape))
    }
    try named.write(to: FilePlace(path: folder.path("net.safetensors")))
    let rows = "--data sales.csv --target sold --window 5 --scale standard"
    let outcome = try run("import net.safetensors \(rows)")
    #expect(outcome.errors.contains("note: the file says no activations"), "\(outcome.errors)")
    #expect(try run("predict runs/net").output == run("predict a").output)
    let given = try run(
      "import net.safetensors \(rows) --model lstm:4,dropout:0.5,dense:1 --output b")
    #expect(!given.errors.contains("note: the file"), "\(given.errors)")
    #expect(try record("b")["model"].map { "\($0)" }?.contains("dropout:0.5") == true)
    let other = try run("import net.safetensors \(rows) --model gru:4,dense:1 --output c", code: 1)
    #expect(other.errors.contains("not gru:4,dense:1"), "\(other.errors)")
    let wide = try run(
      "import net.safetensors --data sales.csv --target sold --inputs promo,sold --window 5 --output c",
      code: 1)
    #expect(wide.errors.contains("takes 1 number a step, and the rows have 2"), "\(wide.errors)")
  }

  @Test(
    "a file of other weights is refused by the tensor that does not fit, and nothing is written")
  func strangers() throws {
    try run("\(Self.train) a")
    let own = try run("import a/model.safetensors --like a --output b", code: 1)
    #expect(own.errors.contains("has no tensor \"layers.0.weight_ih_l0\""), "\(own.errors)")
    try run("\(Self.train) c --model lstm:5,dense:1 --overwrite")
    try run("export c --quiet")
    let other = try run("import c/pytorch/model.safetensors --like a --output b", code: 1)
    #expect(other.errors.contains("has shape [20, 1]; the model needs [16, 1]"), "\(other.errors)")
    try folder.write("text.safetensors", "no tensors at all")
    #expect(
      try run("import text.safetensors --like a --output b", code: 1).errors.contains("byte 0"))
    #expect(!folder.has("b"))
    try run("export a --quiet")
    try run("import a/pytorch/model.safetensors --like a --output b --quiet")
    let full = try run("import a/pytorch/model.safetensors --like a --output b", code: 1)
    #expect(full.errors.contains("not empty"))
    try run("import a/pytorch/model.safetensors --like a --output b --overwrite --quiet")
    for name in ["checkpoint.safetensors", "checkpoint.previous.safetensors"]
    where folder.has("b/\(name)") {
      try folder.remove("b/\(name)")
    }
    let resumed = try run("train --resume b --epochs 3 --quiet", code: 1)
    #expect(resumed.errors.contains("skein train --from RUN"), "\(resumed.errors)")
  }
}
