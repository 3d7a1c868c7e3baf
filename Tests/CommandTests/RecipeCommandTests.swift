import Foundation
import Skein
import Support
import Testing

@Suite("Recipes and horizons of skein train") struct RecipeCommandTests {
  private static let small = "--window 6 --model lstm:3,dense:1 --epochs 2"
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 120)
  }

  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome
  }

  private func settings(_ folder: String) throws -> RunSettings {
    try StoredRun(path: self.folder.path(folder)).record.settings
  }

  @Test("data of one's own has the recipe, told in a line; the built-in sine has none")
  func defaults() throws {
    let own = try run("train --data waves.csv \(Self.small) --output own")
    #expect(own.errors.contains("recipe: the network sees"), "\(own.errors)")
    #expect(try settings("own").recipe == .auto)
    let plain = try run("train --data waves.csv \(Self.small) --recipe plain --output plain")
    #expect(!plain.errors.contains("recipe:"))
    #expect(try StoredRun(path: folder.path("plain")).record.recipe == nil)
    for (line, name) in [("train", "a"), ("train --data sine", "b")] {
      _ = try run("\(line) --window 6 --model lstm:3,dense:1 --epochs 1 --output \(name)")
      #expect(try settings(name).recipe == .plain)
    }
    #expect(try folder.bytes("a/model.safetensors") == folder.bytes("b/model.safetensors"))
  }

  @Test("epochs that nobody chose suit the series, and those that somebody chose stay")
  func epochs() throws {
    _ = try run("train --data waves.csv --window 6 --model lstm:2,dense:1 --output a --quiet")
    let suited = try settings("a")
    #expect(suited.training.epochs == 80 && suited.earlyStopping == 20)
    _ = try run("train --data waves.csv \(Self.small) --output b --quiet")
    let chosen = try settings("b")
    #expect(chosen.training.epochs == 2 && chosen.earlyStopping == nil)
  }

  @Test("a run knows its recipe: predict and evaluate repeat what the training wrote")
  func stored() throws {
    let line =
      "train --data waves.csv --target a --window 6 --model lstm:3,dense:1 --epochs 2 --output run"
    let trained = try run("\(line) --json").results()
    let evaluated = try run("evaluate run --json").json()
    for key in ["test", "targets"] {
      let pair = try [trained, evaluated].map {
        try JSONSerialization.data(withJSONObject: try #require($0[key]), options: .sortedKeys)
      }
      #expect(pair[0] == pair[1], "\(key)")
    }
    let stored = try folder.lines("run/predictions.csv")
    let predicted = try run("predict run").output.split(separator: "\n").map(String.init)
    #expect(predicted == stored)
  }

  @Test("a horizon is predicted at once, listed row by row, and measured row ahead by row ahead")
  func horizon() throws {
    let outcome = try run(
      "train --data waves.csv --target a --horizon 4 --window 6 --model lstm:3,dense:4 --epochs 1"
        + " --output run")
    #expect(outcome.output.contains("rows ahead"), "\(outcome.output)")
    let lines = try folder.lines("run/predictions.csv")
    #expect(lines[0].hasPrefix("date,split,ahead,actual,prediction"))
    let ahead = lines.dropFirst().map { $0.split(separator: ",")[2] }
    #expect(ahead.count % 4 == 0 && Array(ahead.suffix(4)) == ["1", "2", "3", "4"])
    let rows = lines.dropFirst().map { $0.prefix { $0 != "," } }
    #expect(Set(rows).count == rows.count, "each row once")
    let target = try #require(
      (try run("evaluate run --json").json()["targets"] as? [[String: Any]])?.first)
    #expect((target["steps"] as? [Any])?.count == 4)
    let forecast = try run("forecast run --steps 6 --output -")
    #expect(forecast.output.split(separator: "\n").count == 7)
    #expect(forecast.errors.contains("goes on from its own predictions"))
    // The default model has as many outputs.
    _ = try run("train --data waves.csv --target a,b --horizon 3 --window 6 --epochs 0 --output b")
    #expect(try settings("b").model == "lstm:60,lstm:50,dense:6")
  }

  @Test("one step is one row, and a horizon of an earlier version is one as well")
  func step() throws {
    _ = try run(
      "train --data waves.csv --step 3 \(Self.small) --recipe plain --output run --quiet")
    let record = try StoredRun(path: folder.path("run")).record
    #expect(record.settings.farthest == 3 && record.settings.predictedRows == 1)
    #expect(try folder.lines("run/predictions.csv")[0].hasPrefix("date,split,actual,prediction"))
    let refused = try SkeinProgram.run(
      "train --data waves.csv --step 3 --horizon 4 \(Self.small) --output other", in: folder)
    #expect(refused.code == 64 && refused.errors.contains("--step"), "\(refused.errors)")
    // What earlier versions wrote.
    var json =
      try JSONSerialization.jsonObject(
        with: JSONEncoder().encode(record.settings)) as? [String: Any]
    for key in ["recipe", "step", "normalize", "linearPath", "season", "wholeNetwork"] {
      json?[key] = nil
    }
    json?["horizon"] = 3
    let old = try JSONDecoder().decode(
      RunSettings.self, from: JSONSerialization.data(withJSONObject: try #require(json)))
    #expect(old.step == 3 && old.horizon == 1 && old.recipe == .plain)
  }

  @Test("each part of the recipe can be chosen")
  func parts() throws {
    for (option, words) in [
      ("--normalize change", "as changes"), ("--normalize window", "mean and deviation"),
      ("--normalize none", "as scaled"), ("--linear-path 3", "linear path"),
    ] {
      let outcome = try run(
        "train --data waves.csv \(Self.small) \(option) --overwrite --output run")
      #expect(outcome.errors.contains(words), "\(option): \(outcome.errors)")
    }
    let none = try run(
      "train --data waves.csv \(Self.small) --linear-path none --overwrite --output run")
    #expect(!none.errors.contains("linear path:"))
    let whole = try run(
      "train --data waves.csv \(Self.small) --whole-network --overwrite --output run")
    #expect(!whole.errors.contains("validation part"), "\(whole.errors)")
    #expect(try StoredRun(path: folder.path("run")).record.recipe?.shares == [1])
  }
}
