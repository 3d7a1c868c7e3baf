import Foundation
import Support
import Testing

/// Each kind of loss from the command line to its evaluation.
@Suite("Losses on the command line") struct HeadCommandTests {
  private let folder: ScratchFolder

  /// A count, a class and whether it is high, each of which follows a wave.
  init() throws {
    folder = try ScratchFolder()
    let rows = (0..<120).map { row in
      let phase = row % 12
      let count = 2 * min(phase, 12 - phase)
      return "\(count),\(count / 5),\(count > 6 ? 1 : 0)\n"
    }
    try folder.write("table.csv", "count,class,high\n" + rows.joined())
  }

  private func train(_ options: String) throws -> SkeinProcess.Outcome {
    let line =
      "train --data table.csv --window 12 --epochs 30 --learning-rate 0.02 --scale none --quiet"
      + " --overwrite --output run"
    return try SkeinProgram.run("\(line) \(options)", in: folder)
  }

  private func scores() throws -> [String: Double] {
    let report = try SkeinProgram.run("evaluate run --json", in: folder).json()
    let targets = try #require(report["scores"] as? [[String: Any]])
    let list = try #require(targets[0]["scores"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: try list.map {
        (try #require($0["name"] as? String), try #require($0["value"] as? Double))
      })
  }

  @Test("counts: a prediction is the rate, in the units of the target")
  func counts() throws {
    for (loss, outputs) in [("poisson", 1), ("negbinomial", 2)] {
      let options = "--target count --loss \(loss) --model lstm:8,dense:\(outputs)"
      #expect(try train(options).code == 0)
      let found = try scores()
      #expect(try #require(found["R²"]) > 0.2, "\(loss): \(found)")
      let forecast = try SkeinProgram.run("forecast run --steps 12 --json", in: folder)
      #expect(forecast.code == 0, "\(forecast.errors)")
    }
  }

  @Test("quantiles: the median is predicted, the others are covered, without --model too")
  func quantiles() throws {
    let options = "--target count --inputs count --loss quantile:0.1:0.5:0.9"
    let outcome = try train("\(options) --epochs 2")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let found = try scores()
    #expect(
      Set(found.keys) == [
        "R²", "pinball of 0.1", "pinball of 0.5", "pinball of 0.9",
        "coverage from 0.1 to 0.9",
      ])
    let text = try SkeinProgram.run("evaluate run", in: folder).output
    #expect(text.contains("count: R² ") && text.contains(", coverage from 0.1 to 0.9 "))
    let refused = try train("\(options) --model lstm:4,dense:1")
    #expect(refused.code != 0 && refused.errors.contains("dense:3"), "\(refused.errors)")
  }

  @Test("classes: the likeliest is predicted, and accuracy is told")
  func classes() throws {
    let options = "--loss crossentropy --target class --inputs count --model lstm:8,dense:3"
    #expect(try train(options).code == 0)
    var found = try scores()
    #expect(Set(found.keys) == ["accuracy", "macro F1", "top 2"])
    #expect(try #require(found["accuracy"]) > 0.7, "\(found)")
    let predictions = try SkeinProgram.run("predict run", in: folder).output
    let last = predictions.split(separator: "\n").dropFirst().map {
      String($0.split(separator: ",").last ?? "")
    }
    #expect(Set(last).isSubset(of: ["0", "1", "2", "0.0", "1.0", "2.0"]), "\(Set(last))")
    #expect(
      try train("--loss binary --target high --inputs count --model lstm:8,dense:1").code == 0)
    found = try scores()
    #expect(Set(found.keys) == ["accuracy", "F1", "AUC"])
    #expect(try #require(found["AUC"]) > 0.8, "\(found)")
  }

  @Test("scaled counts are refused with the options that help")
  func scaled() throws {
    let outcome = try train("--loss poisson --target count --scale standard --model lstm:2,dense:1")
    #expect(outcome.code != 0 && outcome.errors.contains("--scale none"), "\(outcome.errors)")
    #expect(outcome.errors.contains("takes counts"), "\(outcome.errors)")
  }

  @Test("batches that are summed give the model of the larger batch")
  func accumulate() throws {
    let options = "--target count --model lstm:5,dense:1 --epochs 3 --average ema:0.9"
    #expect(try train("\(options) --batch-size 16").code == 0)
    let whole = try folder.bytes("run/model.safetensors")
    #expect(try train("\(options) --batch-size 4 --accumulate 4").code == 0)
    #expect(try folder.bytes("run/model.safetensors") == whole)
    #expect(try train("\(options) --batch-size 4").code == 0)
    #expect(try folder.bytes("run/model.safetensors") != whole)
  }
}
