import Foundation
import Skein
import Support
import Testing
import Topology

@Suite("skein train") struct TrainTests {
  private let folder: ScratchFolder
  private static let small = "--window 5 --model lstm:3,dense:1 --epochs 2"

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 60)
  }

  @Test("a run folder holds the record, the model, three tables and pictures")
  func runFolder() throws {
    let outcome = try SkeinProgram.run("train --data waves.csv \(Self.small)", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(
      try folder.names("runs/waves") == [
        ".status", "checkpoint.previous.safetensors", "checkpoint.safetensors", "history.csv",
        "loss.svg", "model.safetensors", "predictions.csv", "predictions.svg", "report.html",
        "residuals.svg", "run.json",
      ])
    #expect(try folder.lines("runs/waves/history.csv").count == 3)
    #expect(
      try folder.lines("runs/waves/history.csv")[0]
        == "epoch,loss,validation_loss,learning_rate,seconds")
    let predictions = try folder.lines("runs/waves/predictions.csv")
    #expect(predictions[0] == "date,split,actual,prediction,lower 90,upper 90")
    // Every window of the test part has one line: 11 of 55.
    #expect(predictions.count == 1 + 11)
    #expect(predictions[1].hasPrefix("1994-02,test,"))
    #expect(predictions[11].hasPrefix("1994-12,test,"))
    for picture in ["loss.svg", "predictions.svg", "residuals.svg"] {
      let parser = XMLParserCheck(try folder.text("runs/waves/\(picture)"))
      #expect(parser.isWellFormed)
    }
  }

  @Test("the model has PyTorch's names and shapes, and nothing that tells runs apart")
  func modelFile() throws {
    let line = "train --data waves.csv --target a,b --inputs a \(Self.small)"
      .replacingOccurrences(of: "lstm:3,dense:1", with: "lstm:3,lstm:2,dense:2")
    for run in ["one", "two"] {
      let outcome = try SkeinProgram.run("\(line) --output \(run)", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    #expect(try folder.bytes("one/model.safetensors") == folder.bytes("two/model.safetensors"))
    let file = try Safetensors(path: folder.path("one/model.safetensors"))
    #expect(file.metadata.isEmpty)
    let shapes = Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, $0.shape) })
    #expect(
      shapes == [
        "layers.0.weight_ih": [12, 1], "layers.0.weight_hh": [12, 3], "layers.0.bias": [12],
        "layers.1.weight_ih": [8, 3], "layers.1.weight_hh": [8, 2], "layers.1.bias": [8],
        "layers.2.weight": [2, 2], "layers.2.bias": [2],
      ])
  }

  @Test("--json prints run.json, which has every key, also those without a value")
  func jsonKeys() throws {
    let outcome = try SkeinProgram.run(
      "train --data waves.csv --json \(Self.small) --validation-split 0", in: folder)
    let report = try outcome.json()
    #expect(try outcome.output == folder.text("runs/waves/run.json"))
    #expect(
      Set(report.keys) == [
        "format", "skein", "settings", "data", "model", "scaler", "recipe", "company", "panel",
        "from", "intervals", "task", "machine",
        "workers", "results", "files", "digest",
      ])
    let results = try #require(report["results"] as? [String: Any])
    #expect(
      Set(results.keys) == [
        "epochs", "loss", "validationLoss", "test", "naive", "targets", "panel", "seconds",
        "samplesPerSecond", "failure", "stopped", "restoredEpoch", "classes", "language",
      ])
    #expect(results["epochs"] as? Int == 2)
    #expect(results["validationLoss"] is NSNull, "there are no validation windows")
    let test = try #require(results["test"] as? [String: Any])
    #expect(Set(test.keys) == ["mse", "rmse", "mae", "mase", "smape"])
    let naive = try #require(results["naive"] as? [String: Any])
    #expect(Set(naive.keys).isSuperset(of: ["mse", "rmse", "mae"]))
    let workers = try #require(report["workers"] as? [[String: Any]])
    #expect(
      Set(workers[0].keys) == [
        "worker", "processors", "core", "numaNode", "obtained", "team", "scheduling", "pages",
        "moves", "counters",
      ])
    let counters = try #require(workers[0]["counters"] as? [String: Any])
    #expect(
      Set(counters.keys) == [
        "processorSeconds", "userSeconds", "systemSeconds", "voluntarySwitches",
        "involuntarySwitches", "minorFaults", "majorFaults", "runQueueSeconds", "migrations",
        "megahertz", "cycles", "instructions", "cacheMisses", "tlbMisses",
      ])
    #expect(try #require(counters["processorSeconds"] as? Double) > 0)
    #expect(counters["cycles"] is NSNull, "nobody asked for them")
    #expect(workers[0]["processors"] as? [Int] == workers[0]["obtained"] as? [Int])
    let settings = try #require(report["settings"] as? [String: Any])
    #expect(
      Set(settings.keys) == [
        "data", "target", "inputs", "time", "window", "horizon", "model", "epochs", "batchSize",
        "learningRate", "clipNorm", "validationSplit", "testSplit", "shuffle", "scale", "missing",
        "clipValue", "accumulate", "average", "stepsPerEpoch", "stateful", "loss", "seed",
        "optimizer",
        "schedule",
        "earlyStopping", "reduceOnPlateau",
        "keepLast",
        "keepBest", "workers", "placement", "team", "delimiter", "decimal", "header", "skipLines",
        "comment", "na", "timeFormat", "encoding", "series", "wide", "sort", "duplicates", "gaps",
        "columnFile", "exclude", "leave", "cores", "split", "like", "step", "recipe", "normalize",
        "linearPath", "season", "wholeNetwork", "predictions", "future", "calendar", "interval",
        "log", "static", "seriesEmbedding",
      ])
    #expect(settings["clipNorm"] is NSNull)
    let files = try #require(report["files"] as? [String: Any])
    #expect(files.count >= 5 && files.keys.allSatisfy { folder.has("runs/waves/\($0)") })
    // The keys are sorted, so that equal reports are equal text.
    let first = outcome.output.split(separator: "\n")[1]
    #expect(first.contains("\"company\""))
  }

  @Test("a seed gives the same model, noise included, and another seed another")
  func seeds() throws {
    var models: [[UInt8]] = []
    for (run, seed) in [("a", 3), ("b", 3), ("c", 4)] {
      let line = "train \(Self.small) --seed \(seed) --output \(run) --quiet"
      #expect(try SkeinProgram.run(line, in: folder).code == 0)
      models.append(try folder.bytes("\(run)/model.safetensors"))
    }
    #expect(models[0] == models[1])
    #expect(models[0] != models[2])
    let rows = try ["a", "b", "c"].map { run in
      try folder.lines("\(run)/predictions.csv").map { $0.split(separator: ",")[2] }
    }
    #expect(rows[0] == rows[1] && rows[0] != rows[2], "the seed drives the sine's noise")
  }

  @Test("no epochs write the initial model, without a history")
  func noEpochs() throws {
    let outcome = try SkeinProgram.run(
      "train --epochs 0 --window 5 --model lstm:3,dense:1 --output run --json", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try outcome.results()["epochs"] as? Int == 0)
    #expect(try folder.lines("run/history.csv").count == 1)
    let dataset = try Dataset(try DataSource.load("sine"), window: 5)
    let initial = try Model(Sequential(specification: "lstm:3,dense:1"), for: dataset, seed: 0)
    #expect(try StoredRun(path: folder.path("run")).model.weights == initial.weights)
  }

  @Test("quiet says nothing when all is well")
  func quiet() throws {
    let outcome = try SkeinProgram.run("train \(Self.small) --quiet", in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.output.isEmpty && outcome.errors.isEmpty)
  }

  @Test("results go to standard output, and everything for people to standard error")
  func streams() throws {
    let outcome = try SkeinProgram.run("train \(Self.small)", in: folder)
    #expect(outcome.output.contains("last value") && outcome.output.contains("sMAPE"))
    let first = outcome.output.prefix { $0 != "\n" }
    #expect(first.contains("RMSE") && first.contains("predictions"), "\(first)")
    #expect(!outcome.output.contains("epoch"))
    for words in ["LSTM", "train ", "worker 0: processor", "epoch 1/2", "epoch 2/2", "run.json"] {
      #expect(outcome.errors.contains(words), "\(words)")
    }
    #expect(!outcome.errors.contains("\u{1B}"), "no escape sequences unless on a terminal")
    #expect(!outcome.errors.contains("\r"))
  }

  @Test("where nobody redraws lines, a training of many epochs writes few, and whole ones")
  func fewLines() throws {
    let start = Date()
    let outcome = try SkeinProgram.run(
      "train --data waves.csv --window 5 --model lstm:2,dense:1 --epochs 40", in: folder)
    let most = 2 + Int(Date().timeIntervalSince(start) / 30)
    let lines = outcome.errorLines.filter { $0.hasPrefix("epoch ") }
    #expect((2...most).contains(lines.count), "\(outcome.errors)")
    #expect(lines.first?.hasPrefix("epoch  1/40  loss ") == true)
    #expect(lines.last?.hasPrefix("epoch 40/40  loss ") == true)
    #expect(lines.allSatisfy { $0.contains("samples/s") })
    #expect(try folder.lines("runs/waves/history.csv").count == 41)
  }

  @Test("more workers than processors work, and say so")
  func manyWorkers() throws {
    let one = try #require(Array(Machine.discover().allowedProcessors).first)
    let outcome = try SkeinProgram.run(
      "train \(Self.small) --workers 12 --placement \(one)", in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("12 workers share 1 processor"))
    let most = try SkeinProgram.run(
      "train \(Self.small) --workers 65536 --batch-size 4 --overwrite", in: folder)
    #expect(most.code == 0)
    #expect(most.errors.contains("2 of 65,536 workers"))
  }

  @Test("without a test part nothing is measured, and that is said")
  func noTestPart() throws {
    let outcome = try SkeinProgram.run(
      "train \(Self.small) --test-split 0 --validation-split 0", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("nothing was measured"))
    let evaluated = try SkeinProgram.run("evaluate runs/sine", in: folder)
    #expect(evaluated.code == 1 && evaluated.errors.contains("--data"))
  }

  @Test("the default model has an output for each target")
  func defaultOutputs() throws {
    let outcome = try SkeinProgram.run(
      "train --data waves.csv --target a,b --window 5 --epochs 0 --quiet", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let run = try StoredRun(path: folder.path("runs/waves"))
    #expect(run.record.settings.model == "lstm:60,lstm:50,dense:2")
    #expect(
      try folder.lines("runs/waves/predictions.csv")[0]
        == "date,split,actual a,prediction a,lower 90 a,upper 90 a,"
        + "actual b,prediction b,lower 90 b,upper 90 b")
  }

  @Test(
    "a run is named after its data, without folder, extension or odd characters",
    arguments: [
      ("sine", "sine"), ("a/b/temps.csv", "temps"), ("x.tar.csv", "x.tar"), (".hidden", "hidden"),
      ("my data (1).csv", "my-data--1-"), ("..", "run"), ("/dev/stdin", "stdin"), ("ü.csv", "ü"),
    ])
  func names(data: String, name: String) {
    var settings = RunSettings()
    settings.data = DataNames([data])
    #expect(settings.runName == name)
  }
}

/// Whether a text is well-formed XML, as a strict parser sees it.
struct XMLParserCheck {
  let isWellFormed: Bool

  init(_ text: String) {
    // Every element that opens closes, in order; attributes hold no bare angle bracket.
    var open: [Substring] = []
    var isGood = text.hasPrefix("<")
    for tag in text.matches(of: #/<(/?)([A-Za-z]+)[^<>]*?(/?)>/#) {
      if tag.3 == "/" { continue }
      if tag.1 == "/" {
        isGood = isGood && open.popLast() == tag.2
      } else {
        open.append(tag.2)
      }
    }
    isWellFormed = isGood && open.isEmpty
  }
}
