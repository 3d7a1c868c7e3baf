import Foundation
import Support
import Testing

/// Every option that makes a run what it is reaches run.json, and a resumed run minds it.
@Suite("Settings of a run") struct TrainSettingTests {
  private struct Case {
    let option: String
    /// Nil for a flag.
    let value: String?
    let key: String
    /// What run.json says then, or a part of it, as Swift prints it.
    let stored: String
    /// Another value, with which a resumed run is refused; nil where it may go on.
    var other: String?
  }

  private static let cases = [
    Case(option: "data", value: "waves.csv", key: "data", stored: "waves.csv"),
    Case(option: "target", value: "b", key: "target", stored: "[\"b\"]", other: "a"),
    Case(option: "inputs", value: "a,b", key: "inputs", stored: "[\"a\", \"b\"]", other: "a"),
    Case(option: "future", value: "a", key: "future", stored: "[\"a\"]", other: "b"),
    Case(option: "static", value: "kind", key: "static", stored: "[\"kind\"]", other: "b"),
    Case(
      option: "series-embedding", value: "2", key: "seriesEmbedding", stored: "2", other: "3"),
    Case(option: "calendar", value: "month", key: "calendar", stored: "month", other: "none"),
    Case(option: "time", value: "date", key: "time", stored: "date", other: "1"),
    Case(option: "delimiter", value: ",", key: "delimiter", stored: ",", other: ";"),
    Case(option: "decimal", value: ".", key: "decimal", stored: ".", other: ","),
    Case(option: "header", value: "1", key: "header", stored: "1", other: "none"),
    Case(option: "skip-lines", value: "0", key: "skipLines", stored: "0", other: "1"),
    Case(option: "comment", value: "#", key: "comment", stored: "#", other: "%"),
    Case(option: "na", value: "x,y", key: "na", stored: "[\"x\", \"y\"]", other: "z"),
    Case(
      option: "time-format", value: "yyyy-mm", key: "timeFormat", stored: "yyyy-mm",
      other: "mm-yyyy"),
    Case(
      option: "encoding", value: "utf-8", key: "encoding", stored: "utf-8", other: "windows-1252"),
    Case(option: "series", value: "kind", key: "series", stored: "kind", other: "kind=x"),
    Case(option: "wide", value: nil, key: "wide", stored: "1"),
    Case(option: "sort", value: nil, key: "sort", stored: "1"),
    Case(option: "duplicates", value: "mean", key: "duplicates", stored: "mean", other: "last"),
    Case(option: "gaps", value: "fill", key: "gaps", stored: "fill", other: "break"),
    Case(option: "column-file", value: "never", key: "columnFile", stored: "never"),
    Case(option: "window", value: "5", key: "window", stored: "5", other: "6"),
    Case(option: "horizon", value: "2", key: "horizon", stored: "2", other: "3"),
    Case(option: "step", value: "2", key: "step", stored: "2", other: "3"),
    Case(option: "recipe", value: "auto", key: "recipe", stored: "auto", other: "plain"),
    Case(option: "normalize", value: "last", key: "normalize", stored: "last", other: "none"),
    Case(option: "linear-path", value: "4", key: "linearPath", stored: "4", other: "none"),
    Case(option: "season", value: "none", key: "season", stored: "0", other: "7"),
    Case(option: "whole-network", value: nil, key: "wholeNetwork", stored: "1"),
    Case(option: "interval", value: "80,50", key: "interval", stored: "50,"),
    Case(
      option: "model", value: "lstm:3,dense:1", key: "model", stored: "lstm:3,dense:1",
      other: "lstm:4,dense:1"),
    Case(option: "epochs", value: "1", key: "epochs", stored: "1"),
    Case(option: "batch-size", value: "16", key: "batchSize", stored: "16", other: "8"),
    Case(option: "accumulate", value: "2", key: "accumulate", stored: "2", other: "3"),
    Case(option: "learning-rate", value: "0.5", key: "learningRate", stored: "0.5", other: "0.25"),
    Case(
      option: "optimizer", value: "sgd:0.5", key: "optimizer", stored: "sgd:0.5", other: "adam"),
    Case(
      option: "schedule", value: "cosine:100", key: "schedule", stored: "cosine:100",
      other: "constant"),
    Case(option: "average", value: "ema:0.9", key: "average", stored: "ema:0.9", other: "swa:3"),
    Case(option: "clip-norm", value: "2", key: "clipNorm", stored: "2", other: "3"),
    Case(option: "clip-value", value: "4", key: "clipValue", stored: "4", other: "3"),
    Case(
      option: "validation-split", value: "0.25", key: "validationSplit", stored: "0.25",
      other: "0.5"),
    Case(option: "test-split", value: "0.125", key: "testSplit", stored: "0.125", other: "0.5"),
    Case(
      option: "steps-per-epoch", value: "3", key: "stepsPerEpoch", stored: "3", other: "4"),
    Case(option: "no-shuffle", value: nil, key: "shuffle", stored: "0"),
    Case(option: "scale", value: "minmax", key: "scale", stored: "minmax", other: "none"),
    Case(option: "missing", value: "drop", key: "missing", stored: "drop", other: "interpolate"),
    Case(option: "loss", value: "mae", key: "loss", stored: "mae", other: "mse"),
    Case(option: "seed", value: "7", key: "seed", stored: "7", other: "8"),
    Case(option: "early-stopping", value: "9", key: "earlyStopping", stored: "9", other: "8"),
    Case(
      option: "reduce-on-plateau", value: "4:0.5", key: "reduceOnPlateau",
      stored: "\"patience\": 4",
      other: "5"),
    Case(option: "keep-last", value: nil, key: "keepLast", stored: "1"),
    Case(option: "keep-best", value: nil, key: "keepBest", stored: "1"),
    Case(option: "predictions", value: "all", key: "predictions", stored: "all"),
    Case(option: "log", value: "tensorboard,csv", key: "log", stored: "[\"csv\", \"tensorboard\"]"),
    Case(option: "workers", value: "1", key: "workers", stored: "1"),
    Case(option: "placement", value: "compact", key: "placement", stored: "compact"),
    Case(option: "like", value: "0-63", key: "like", stored: "0-63"),
    Case(option: "cores", value: "all", key: "cores", stored: "all"),
    Case(option: "exclude", value: "4000", key: "exclude", stored: "4000"),
    Case(option: "leave", value: "0", key: "leave", stored: "0"),
    Case(option: "split", value: "0/1", key: "split", stored: "0/1"),
    Case(option: "team", value: "1", key: "team", stored: "1"),
  ]

  /// Options of `train` about the command and its folder, which no run has as a setting.
  private static let others: Set<String> = [
    "output", "overwrite", "resume", "from", "checkpoint-every", "no-tuning", "quiet", "json",
    "version",
    "help", "trace", "trace-steps", "counters", "config", "metrics", "rank-patience",
    // Of tasks on texts and sequences: see TaskTests and SequenceTaskTests.
    "task", "text", "label", "sequence", "tokens", "vocabulary", "max-length",
    "stateful",
  ]

  @Test("each option of train is a setting of this list, or about the command alone")
  func complete() throws {
    let text = try SkeinProgram.run("train --help", in: ScratchFolder()).output
    let options = Set(text.matches(of: #/(?m)^  (?:-\w, )?--([a-z-]+)/#).map { String($0.1) })
    #expect(options == Self.others.union(Self.cases.map(\.option)))
    // Defaults are told as they are written, not as Swift prints a value.
    #expect(text.contains("(default: mse)"))
    #expect(!text.contains("head:"))
  }

  @Test("an option reaches run.json, and a run that goes on refuses another value")
  func kept() throws {
    let folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 60)
    // A column that tells two series of the table.
    let lines = try folder.lines("waves.csv").enumerated().map { number, line in
      "\(line),\(number == 0 ? "kind" : number <= 30 ? "k" : "x")\n"
    }
    try folder.write("waves.csv", lines.joined())
    let line = Self.cases.map { "--\($0.option) \($0.value ?? "")" }.joined(separator: " ")
    let outcome = try SkeinProgram.run("train \(line) --quiet --output run", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let record = try JSONSerialization.jsonObject(with: Data(folder.bytes("run/run.json")))
    let settings = try #require((record as? [String: Any])?["settings"] as? [String: Any])
    #expect(Set(settings.keys) == Set(Self.cases.map(\.key)).union(["stateful"]))
    for setting in Self.cases {
      let stored = "\(settings[setting.key] ?? "")"
      #expect(stored.contains(setting.stored), "\(setting.key)")
      let option = "train --resume run --quiet --\(setting.option)"
      let same = try SkeinProgram.run("\(option) \(setting.value ?? "")", in: folder)
      #expect(same.code == 0, "\(same.errors)")
      guard let other = setting.other else { continue }
      let refused = try SkeinProgram.run("\(option) \(other)", in: folder)
      #expect(refused.code == 64, "\(setting.option)")
      #expect(refused.errors.contains("--\(setting.option) is "), "\(refused.errors)")
      #expect(refused.errors.contains("but the run was started with"), "\(refused.errors)")
    }
  }
}
