import Foundation
import Support
import Testing

@Suite("skein backtest") struct BacktestTests {
  private static let options =
    "--window 6 --model lstm:4,dense:2 --horizon 2 --epochs 3 --seed 3 --missing interpolate"
  private static let line = "backtest --data hours.csv \(options) --quiet --output"

  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("hours.csv", Self.table(rows: 90).joined())
  }

  /// A walk that is drawn back to zero, an hour a row; the value of row 80 is missing.
  private static func table(rows: Int) -> [String] {
    var state: UInt32 = 7
    var value = 0.0
    return ["time,value\n"]
      + (0..<rows).map { row in
        state = state &* 1_664_525 &+ 1_013_904_223
        value = 0.8 * value + Double(state >> 16) / 32768 - 1
        let time = String(format: "2024-03-%02d %02d:00", 1 + row / 24, row % 24)
        return row == 80 ? "\(time),\n" : "\(time),\(String(format: "%.4f", value))\n"
      }
  }

  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    try #require(outcome.code == 0, "\(line): \(outcome.errors)")
    return outcome
  }

  private func json(_ file: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(folder.bytes(file)))
    return try #require(value as? [String: Any])
  }

  private func folds(_ file: String) throws -> [[String: Any]] {
    try #require(try json(file)["folds"] as? [[String: Any]])
  }

  private func hash(_ training: Any?, _ key: String = "model") throws -> String {
    let digest = try #require((training as? [String: Any])?[key] as? [String: Any])
    return try #require(digest["xxh64"] as? String)
  }

  @Test(
    "a fold's model and forecast are those of a run on the rows before its origin, byte for byte")
  func sameAsAlone() throws {
    _ = try run("\(Self.line) out --folds 4 --stride 3")
    let lines = try folder.lines("hours.csv")
    let rows = try folder.lines("out/backtest.csv").dropFirst()
    for (number, fold) in try folds("out/backtest.json").enumerated() {
      let known = 90 - 2 - 3 * (3 - number)
      #expect(fold["known"] as? Int == known)
      try folder.write("part.csv", lines.prefix(known + 1).joined(separator: "\n") + "\n")
      _ = try run(
        "train --data part.csv \(Self.options) --test-split 0 --overwrite --quiet --output alone")
      #expect(
        try hash(fold["training"]) == hash(json("alone/run.json")["files"], "model.safetensors"))
      let forecast = try run("forecast alone --steps 2 --output - --quiet").output
        .split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] }
      let own = rows.dropFirst(2 * number).prefix(2).map { $0.split(separator: ",").last }
      #expect(own == forecast, "fold \(number + 1)")
    }
  }

  @Test("the bytes are the same for one worker, two and three, and for a second try")
  func sameBytes() throws {
    for workers in 1...3 {
      _ = try run("\(Self.line) w\(workers) --folds 5 --workers \(workers)")
      #expect(try folder.bytes("w\(workers)/backtest.csv") == folder.bytes("w1/backtest.csv"))
      let models = try folds("w\(workers)/backtest.json").map { try hash($0["training"]) }
      #expect(try models == folds("w1/backtest.json").map { try hash($0["training"]) })
      #expect(Set(models).count == 5)
    }
    let before = try folder.bytes("w3/backtest.json")
    let again = try SkeinProgram.run(
      "\(Self.line) w3 --folds 5 --workers 3".replacing(" --quiet", with: ""), in: folder)
    #expect(again.code == 0 && again.errors.contains("5 of 5 folds were done before"))
    #expect(try folder.bytes("w3/backtest.json") == before)
  }

  @Test("the errors are those of the rows in backtest.csv, and missing values are left out")
  func errors() throws {
    let outcome = try run(
      "\(Self.line) out --folds 12 --stride 1".replacing(" --quiet", with: ""))
    let lines = try folder.lines("out/backtest.csv")
    #expect(lines[0] == "origin,time,ahead,actual,predicted")
    #expect(lines.count == 1 + 12 * 2)
    let values = try folder.lines("hours.csv").dropFirst().map {
      let fields = $0.split(separator: ",")
      return (String(fields[0]), fields.count > 1 ? Double(fields[1]) : nil)
    }
    let known = Dictionary(uniqueKeysWithValues: values)
    var squares = [[Double]](repeating: [], count: 2)
    var naive: [Double] = []
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let actual = try #require(known[fields[1]])
      #expect(actual == Double(fields[3]))
      guard let actual, let predicted = Double(fields[4]), let ahead = Int(fields[2]) else {
        #expect(fields[1] == "2024-03-04 08:00")
        continue
      }
      squares[ahead - 1].append((predicted - actual) * (predicted - actual))
      // The gap is filled with what is known before it.
      let last = try #require((known[fields[0]] ?? nil) ?? known["2024-03-04 07:00"] ?? nil)
      naive.append((last - actual) * (last - actual))
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let results = try #require(try json("out/backtest.json")["results"] as? [[String: Any]])
    let result = try #require(results.first)
    func mse(_ errors: Any?) throws -> Double {
      try #require((errors as? [String: Any])?["mse"] as? Double)
    }
    let all = squares[0] + squares[1]
    #expect(all.count == 22)
    #expect(abs(try mse(result["test"]) - mean(all)) < 1e-12)
    #expect(abs(try mse(result["naive"]) - mean(naive)) < 1e-12)
    let steps = try #require(result["steps"] as? [[String: Any]])
    for step in 0..<2 { #expect(abs(try mse(steps[step]) - mean(squares[step])) < 1e-12) }
    #expect(folder.has("out/backtest.svg"))
    #expect(outcome.output.contains("rows ahead") && outcome.output.contains("fold 12"))
    #expect(outcome.errors.contains("12 folds of 2 rows, 1 row apart"))
  }

  @Test("a backtest that was interrupted keeps its folds, and goes on to the same bytes")
  func resume() throws {
    let line = "\(Self.line) out --folds 6 --epochs 200 --workers 1"
    let process = try SkeinProcess(line, in: folder)
    try process.waitUntil({ folder.has("out/backtest.json") }, "a fold is done")
    process.send(SIGINT)
    let outcome = try process.wait()
    #expect(outcome.code == 130, "\(outcome.errors)")
    #expect(outcome.errors.contains("which are kept; the same command goes on."))
    let kept = try folds("out/backtest.json")
    #expect(kept.count >= 1 && kept.count < 6)
    #expect(!folder.has("out/backtest.csv"))
    _ = try run(line)
    let all = try folds("out/backtest.json")
    #expect(all.count == 6)
    for fold in kept {
      let number = try #require(fold["fold"] as? Int)
      #expect(all[number - 1] as NSDictionary == fold as NSDictionary)
    }
    _ = try run(line.replacing(" out ", with: " whole "))
    #expect(try folder.bytes("out/backtest.csv") == folder.bytes("whole/backtest.csv"))
    // Other settings are another backtest.
    let other = try run(
      "\(Self.line) out --folds 2 --epochs 1".replacing(" --quiet", with: ""))
    #expect(other.errors.contains("was another one, and is replaced"))
    #expect(try folds("out/backtest.json").count == 2)
  }

  @Test("a run's model is taken as it is, or trained anew every so many folds")
  func ofRun() throws {
    _ = try run("train --data hours.csv \(Self.options) --quiet --output run")
    let model = try hash(json("run/run.json")["files"], "model.safetensors")
    _ = try run("backtest run --folds 8 --refit never --stride 1 --quiet --output never")
    for fold in try folds("never/backtest.json") {
      #expect(try hash(fold["training"]) == model)
    }
    // The first forecast of the test part is that of the run.
    _ = try run("backtest --refit never run --folds 1 --quiet")
    let last = try run("predict run --quiet").output.split(separator: "\n").suffix(2)
    #expect(
      try folder.lines("run/backtest.csv").suffix(2).map { $0.split(separator: ",")[4] }
        == last.map { $0.split(separator: ",")[4] })
    _ = try run("backtest run --folds 5 --refit every 2 --quiet --output two")
    let fits = try folds("two/backtest.json").map { try hash($0["training"]) }
    #expect(Set(fits).count == 3 && fits[0] == fits[1] && fits[2] == fits[3])
    // The horizon may go beyond what the model says at once.
    _ = try run("backtest run --folds 2 --horizon 5 --quiet --output far")
    #expect(try folder.lines("far/backtest.csv").count == 1 + 2 * 5)
    let seen = try SkeinProgram.run("backtest run --folds 30 --refit never --stride 1", in: folder)
    #expect(seen.code == 1 && seen.errors.contains("trained or validated the model of run"))
    let changed = try SkeinProgram.run("backtest run --batch-size 7", in: folder)
    #expect(changed.code == 64 && changed.errors.contains("--batch-size is 7"))
  }

  @Test("what cannot be done is said in one sentence, before anything is trained or written")
  func refused() throws {
    let cases = [
      ("--folds 0", 64, "folds"), ("--folds 45", 1, "--folds, --stride, --horizon"),
      ("--folds 41", 1, "the first fold knows 8 rows"), ("--refit sometimes", 64, "--refit"),
      ("--refit every", 64, "`never`"), ("--stride 0", 64, "stride"),
      ("--test-split 0.1", 64, "leave out --test-split"),
      ("--keep-best", 64, "leave out --keep-best"),
    ]
    for (options, code, words) in cases {
      let outcome = try SkeinProgram.run("\(Self.line) out \(options)", in: folder)
      #expect(outcome.code == code, "\(options): \(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(options): \(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1)
      #expect(!folder.has("out"))
    }
    _ = try run("\(Self.line) out --folds 1")
    try folder.write("out/backtest.json", "{\"format\": 1}\n")
    let damaged = try SkeinProgram.run("\(Self.line) out --folds 1", in: folder)
    #expect(damaged.code == 1 && damaged.errors.contains("remove it to begin the backtest anew"))
  }
}
