import Foundation
import Skein
import Support
import Testing

@Suite("Stored runs") struct StoredRunTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 60)
  }

  private func train(_ options: String = "") throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(
      "train --data waves.csv --window 5 --model lstm:3,dense:1 --epochs 3 --scale standard"
        + " --output run --json \(options)", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome
  }

  @Test("predict repeats the test part of predictions.csv, line by line")
  func predict() throws {
    _ = try train("--target a --inputs a,b --step 2")
    let outcome = try SkeinProgram.run("predict run", in: folder)
    let stored = try folder.lines("run/predictions.csv")
    #expect(stored.count == 1 + 11)
    #expect(outcome.output.split(separator: "\n").map(String.init) == stored)
    let written = try SkeinProgram.run("predict run --output p.csv", in: folder)
    #expect(written.output.isEmpty && written.errors.contains("p.csv"))
    #expect(try folder.text("p.csv") == outcome.output)
  }

  @Test("evaluate --steps has the errors of forecast, origin by origin and row by row ahead")
  func steps() throws {
    _ = try train()
    let lines = try folder.lines("waves.csv")
    let outcome = try SkeinProgram.run("evaluate run --steps 7 --json", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try outcome.json()
    let forecasts = try #require(report["forecasts"] as? [String: Any])
    let (origins, stride) = (forecasts["origins"] as? Int ?? 0, forecasts["stride"] as? Int ?? 0)
    #expect(origins > 2 && stride == 1 && forecasts["rows"] as? Int == 7)
    #expect(report["predictions"] as? Int == 7 * origins)
    let target = try #require((report["targets"] as? [[String: Any]])?.first)
    let column = try #require(
      lines[0].split(separator: ",").firstIndex { $0 == target["column"] as? String ?? "" })
    // As anyone would forecast there.
    var squares = [[Double]](repeating: [], count: 7)
    for origin in 0..<origins {
      let known = lines.count - 7 - origin
      try folder.write("part.csv", lines.prefix(known).joined(separator: "\n") + "\n")
      let said = try SkeinProgram.run(
        "forecast run --data part.csv --steps 7 --output - --quiet", in: folder)
      #expect(said.code == 0, "\(said.errors)")
      let rows = said.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
      for (step, row) in rows.enumerated() {
        let actual = try #require(Double(lines[known + step].split(separator: ",")[column]))
        let predicted = try #require(Double(row[1]))
        squares[step].append((predicted - actual) * (predicted - actual))
      }
    }
    let steps = try #require(target["steps"] as? [[String: Any]])
    #expect(steps.count == 7)
    for (step, squares) in zip(steps, squares) {
      let mse = try #require(step["mse"] as? Double)
      let expected = squares.reduce(0, +) / Double(squares.count)
      #expect(abs(mse - expected) <= 1e-9 * expected, "\(mse) \(expected)")
    }
    // As many rows as the model says at once: every window of the test part.
    let one = try SkeinProgram.run("evaluate run --steps 1 --json", in: folder).json()
    let all = try SkeinProgram.run("evaluate run --json", in: folder).json()
    #expect(one["predictions"] as? Int == all["predictions"] as? Int)
    func rmse(_ report: [String: Any]) throws -> Double {
      try #require((report["test"] as? [String: Any])?["rmse"] as? Double)
    }
    let (near, whole) = (try rmse(one), try rmse(all))
    #expect(abs(near - whole) <= 1e-6 * whole)
    let told = try SkeinProgram.run("evaluate run --steps 7", in: folder)
    #expect(
      told.output.contains("rows ahead") && told.errors.contains("own predictions"),
      "\(told.errors)")
    let far = try SkeinProgram.run("evaluate run --steps 500", in: folder)
    #expect(far.code == 1 && far.errors.contains("has no place"), "\(far.errors)")
  }

  @Test("evaluate repeats the report of the training, to the last digit")
  func evaluate() throws {
    let trained = try train("--target a,b --model lstm:3,dense:2").results()
    let evaluated = try SkeinProgram.run("evaluate run --json", in: folder).json()
    for key in ["test", "naive", "targets"] {
      let pair = try [trained, evaluated].map {
        try JSONSerialization.data(
          withJSONObject: try #require($0[key]), options: [.sortedKeys])
      }
      #expect(pair[0] == pair[1], "\(key)")
    }
  }

  @Test("a run can be used from another folder, and when run and data were moved together")
  func moved() throws {
    _ = try train()
    let here = try SkeinProgram.run("predict run", in: folder)
    let elsewhere = try ScratchFolder()
    let there = try SkeinProgram.run(["predict", folder.path("run")], in: elsewhere)
    #expect(there.output == here.output && there.code == 0)
    for name in ["run", "waves.csv"] {
      try FileManager.default.moveItem(atPath: folder.path(name), toPath: elsewhere.path(name))
    }
    let after = try SkeinProgram.run("predict run/run.json", in: elsewhere)
    #expect(after.output == here.output && after.code == 0)
    try FileManager.default.removeItem(atPath: elsewhere.path("waves.csv"))
    let lost = try SkeinProgram.run("predict run", in: elsewhere)
    #expect(lost.code == 1 && lost.errors.contains("waves.csv") && lost.errors.contains("--data"))
  }

  @Test("other data needs the same columns, by name and in any order")
  func otherData() throws {
    _ = try train("--target a --inputs b --predictions all")
    let rows = try folder.lines("waves.csv").map { $0.split(separator: ",") }
    try folder.write(
      "turned.csv", rows.map { "\($0[2]),\($0[0]),\($0[1])\n" }.joined())
    let own = try SkeinProgram.run("predict run --data waves.csv", in: folder)
    let turned = try SkeinProgram.run("predict run --data turned.csv", in: folder)
    #expect(own.code == 0 && turned.output == own.output)
    // All windows, none of which is the run's test part.
    #expect(own.output.split(separator: "\n").count == 1 + 55)
    #expect(own.output.contains(",new,") && !own.output.contains(",test,"))
    let all = try folder.lines("run/predictions.csv").dropFirst().map { $0.split(separator: ",") }
    let new = own.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(all.map { $0[3] } == new.map { $0[3] }, "the scaler is the run's")
    try folder.write("c.csv", "a,c\n1,2\n3,4\n")
    let refused = try SkeinProgram.run("predict run --data c.csv", in: folder)
    #expect(refused.code == 1 && refused.errors.contains("'b'") && refused.errors.contains("a, c"))
  }

  @Test("data without a header is found again by the number of its columns")
  func noHeader() throws {
    let rows = try folder.lines("waves.csv").dropFirst()
    try folder.write("plain.csv", rows.joined(separator: "\n") + "\n")
    let line = "train --data plain.csv --window 5 --model lstm:2,dense:1 --epochs 0 --output run"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let own = try SkeinProgram.run("predict run", in: folder)
    let new = try SkeinProgram.run("predict run --data plain.csv", in: folder)
    #expect(own.code == 0 && new.code == 0, "\(new.errors)")
    let values = [own, new].map { outcome in
      outcome.output.split(separator: "\n").last?.split(separator: ",").last
    }
    #expect(values[0] == values[1], "both end with the prediction of the last row")
  }

  @Test("data that changed is said; rows that were added belong to the test part")
  func changedData() throws {
    _ = try train()
    #expect(try SkeinProgram.run("evaluate run", in: folder).errors.isEmpty)
    try folder.writeWaves("waves.csv", rows: 70)
    let longer = try SkeinProgram.run("predict run", in: folder)
    #expect(longer.errors.contains("has changed") && longer.errors.contains("70 now"))
    #expect(longer.output.split(separator: "\n").count == 1 + 11 + 10)
    try folder.writeWaves("waves.csv", rows: 30)
    let shorter = try SkeinProgram.run("predict run", in: folder)
    #expect(shorter.code == 1 && shorter.errors.contains("30 rows"), "\(shorter.errors)")
    try FileManager.default.removeItem(atPath: folder.path("waves.csv"))
    try folder.write("waves.csv", "x\n" + (0..<60).map { "\($0)\n" }.joined())
    let other = try SkeinProgram.run("predict run", in: folder)
    #expect(other.code == 1 && other.errors.contains("columns x"), "\(other.errors)")
  }

  @Test("new data is measured against the training data's own steps")
  func newDataMASE() throws {
    let trained = try train().results()
    // The same rows as new data: all windows, but the same scale for the MASE.
    let evaluated = try SkeinProgram.run("evaluate run --data waves.csv --json", in: folder).json()
    func scale(_ report: [String: Any]) throws -> Double {
      let test = try #require(report["test"] as? [String: Double])
      return try #require(test["mae"]) / #require(test["mase"])
    }
    let difference = try abs(scale(trained) - scale(evaluated))
    #expect(difference < 1e-12)
  }

  @Test("a damaged run.json is refused with what is wrong, wherever it is cut or changed")
  func damagedRecord() throws {
    _ = try train()
    let good = try folder.text("run/run.json")
    let path = folder.path("run")
    #expect(throws: Never.self) { try StoredRun(path: path) }
    // The closing brace is the last character but a line break, so every shorter text is no JSON.
    for length in stride(from: 0, to: good.count - 2, by: 61) {
      try folder.write("run/run.json", String(good.prefix(length)))
      #expect(throws: RunError.self) { try StoredRun(path: path) }
    }
    for (from, to) in [
      ("\"window\" : 5", "\"window\" : -5"), ("\"window\" : 5", "\"window\" : 6000000"),
      ("\"window\" : 5", "\"window\" : 1e400"), ("\"window\" : 5", "\"window\" : \"five\""),
      ("\"rows\" : 60", "\"rows\" : 0"), ("\"rows\" : 60", "\"rows\" : 9223372036854775807"),
      ("lstm:3,dense:1", "lstm:65536,dense:1"), ("lstm:3,dense:1", "gru:3,dense:1"),
      ("\"format\" : 3", "\"format\" : 4"), ("\"scale\" : \"standard\"", "\"scale\" : \"huge\""),
      ("\"horizon\" : 1", "\"horizon\" : 0"), ("\"columns\" : [", "\"columns\" : [ \"q\","),
    ] {
      #expect(good.contains(from), "\(from)")
      let changed = Array(good.replacingOccurrences(of: from, with: to).utf8)
      try folder.write("run/run.json", String(decoding: changed, as: UTF8.self))
      let unsealed = try SkeinProgram.run("predict run", in: folder)
      #expect(unsealed.code == 1 && unsealed.errorLines.count == 1, "\(to): \(unsealed.errors)")
      // Somebody who changes the digest as well is told what makes no sense.
      try folder.write(
        "run/run.json", String(decoding: RunRecord.sealed(changed), as: UTF8.self))
      let outcome = try SkeinProgram.run("predict run", in: folder)
      #expect(outcome.code == 1, "\(to): \(outcome.errors)")
      #expect(outcome.errorLines.count == 1 && outcome.errors.contains("run"), "\(outcome.errors)")
    }
  }

  @Test("a damaged or foreign model is refused")
  func damagedModel() throws {
    _ = try train()
    let good = try folder.bytes("run/model.safetensors")
    let path = folder.path("run")
    let url = URL(fileURLWithPath: folder.path("run/model.safetensors"))
    for length in stride(from: 0, to: good.count, by: 37) {
      try Data(good.prefix(length)).write(to: url)
      #expect(throws: (any Error).self) { try StoredRun(path: path) }
    }
    var record = try StoredRun.record(in: path)
    record.files = nil
    try folder.write("run/run.json", try record.sealedText())
    // A weight that is NaN.
    try Data(good.dropLast(4) + [0, 0, 0xC0, 0x7F]).write(to: url)
    let outcome = try SkeinProgram.run("predict run", in: folder)
    #expect(outcome.code == 1 && outcome.errors.contains("infinite or NaN"))
    let other = try SkeinProgram.run(
      "train --window 5 --epochs 0 --model lstm:4,dense:1 --output other --quiet", in: folder)
    #expect(other.code == 0)
    try Data(try folder.bytes("other/model.safetensors")).write(to: url)
    let foreign = try SkeinProgram.run("predict run", in: folder)
    #expect(foreign.code == 1 && foreign.errors.contains("[16, 1]"), "\(foreign.errors)")
    // Without a digest in the record a model is taken as it is, and that is said.
    try Data(good).write(to: url)
    let noted = try SkeinProgram.run("predict run", in: folder)
    #expect(noted.code == 0 && noted.errors.contains("no digest"), "\(noted.errors)")
  }

  @Test("a resume that is refused leaves the run as it was")
  func refusedResume() throws {
    _ = try train("--epochs 3")
    let before = try folder.bytes("run/run.json")
    let refused = try SkeinProgram.run("train --resume run --epochs 2 --quiet", in: folder)
    #expect(refused.code == 1 && refused.errorLines.count == 1, "\(refused.errors)")
    #expect(try folder.bytes("run/run.json") == before)
    let again = try SkeinProgram.run("train --resume run --quiet", in: folder)
    #expect(again.code == 0, "\(again.errors)")
  }

  @Test("a run that is extended and stopped keeps its model, and says whose it is")
  func extended() throws {
    _ = try train("--epochs 1")
    let before = try SkeinProgram.run("evaluate run", in: folder)
    #expect(before.errors.isEmpty)
    let process = try SkeinProcess("train --resume run --epochs 4000000 --quiet", in: folder)
    try process.waitUntil({ process.catches(SIGTERM) }, "the program trains")
    process.send(SIGTERM)
    #expect(try process.wait().end == .exited(143))
    let after = try SkeinProgram.run("evaluate run", in: folder)
    #expect(after.code == 0 && after.output == before.output)
    #expect(after.errors.contains("this is the model of 1 epoch"), "\(after.errors)")
  }

  @Test("a record reads back as it was written, the largest seed included")
  func record() throws {
    _ = try train("--seed 18446744073709551615 --clip-norm 0.1")
    let run = try StoredRun(path: folder.path("run"))
    #expect(run.record.settings.seed == .max)
    #expect(run.record.settings.clipNorm == 0.1)
    let text = try run.record.sealedText()
    #expect(text == (try folder.text("run/run.json")))
  }
}
