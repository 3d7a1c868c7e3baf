import Foundation
import Skein
import Support
import Testing

/// What is known ahead, from the command line to the forecast.
@Suite("Columns known ahead, by the command") struct CovariateCommandTests {
  private let folder: ScratchFolder
  private static let train =
    "train --data sales.csv --target sold --future promo --calendar weekday --horizon 3 --window 7"
    + " --model lstm:3,dense:3 --epochs 1 --quiet"

  init() throws {
    folder = try ScratchFolder()
    try folder.write("sales.csv", Self.table(0..<180, coming: 0))
  }

  private static func day(_ row: Int) -> String {
    let date = Date(timeIntervalSince1970: 1_704_067_200 + Double(row) * 86_400)
    return String(date.ISO8601Format().prefix(10))
  }

  /// Days with promotions, of which the last ones have no sales yet.
  private static func table(_ rows: Range<Int>, coming: Int) -> String {
    "day,promo,sold\n"
      + rows.map { row in
        let promo = row * row % 11 < 3 ? 1 : 0
        let sold = row < rows.upperBound - coming ? "\(20 + 15 * promo + row % 7)" : ""
        return "\(day(row)),\(promo),\(sold)\n"
      }.joined()
  }

  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    try SkeinProgram.run(line, in: folder)
  }

  @Test("a run remembers what is known ahead, and asks for it by name")
  func run() throws {
    let trained = try run("\(Self.train) --output a --workers 1")
    #expect(trained.code == 0, "\(trained.errors)")
    let record = try JSONSerialization.jsonObject(with: Data(folder.bytes("a/run.json")))
    let data = try #require((record as? [String: Any])?["data"] as? [String: Any])
    #expect(data["calendar"] as? [String] == ["weekday"])
    #expect((data["future"] as? [String])?.count == 8)
    // The same bytes for two workers, and for a run that goes on at its end.
    #expect(try run("\(Self.train) --output b --workers 2").code == 0)
    #expect(try folder.bytes("a/model.safetensors") == folder.bytes("b/model.safetensors"))
    #expect(try folder.bytes("a/predictions.csv") == folder.bytes("b/predictions.csv"))
    #expect(try run("train --resume b --quiet").code == 0)
    #expect(try folder.bytes("a/model.safetensors") == folder.bytes("b/model.safetensors"))

    let evaluated = try run("evaluate a")
    #expect(evaluated.code == 0, "\(evaluated.errors)")
    let predicted = try run("predict a --quiet").output
    let table = try folder.text("a/predictions.csv").split(separator: "\n")
    let tested = table.filter { $0.contains(",test,") }.joined(separator: "\n")
    #expect(predicted.contains(tested) && !tested.isEmpty)

    let refused = try run("forecast a --steps 3 --output -")
    #expect(refused.code == 1)
    #expect(
      refused.errors.contains("The model looks at promo of the next 3 rows, from 2024-06-29 on"),
      "\(refused.errors)")
    #expect(refused.errors.contains("--future-data FILE"))

    // Of a table of its own, and behind the last row of newer data, it is the same forecast.
    try folder.write("plan.csv", Self.table(175..<186, coming: 0))
    try folder.write("newer.csv", Self.table(100..<184, coming: 4))
    let planned = try run("forecast a --steps 3 --future-data plan.csv --output - --quiet")
    #expect(planned.code == 0, "\(planned.errors)")
    let inside = try run("forecast a --steps 3 --data newer.csv --output - --quiet")
    #expect(inside.code == 0, "\(inside.errors)")
    #expect(planned.output == inside.output && planned.output.contains("2024-07-01,"))
    let values = planned.output.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: ",").last.flatMap { Double($0) }
    }
    for (step, value) in values.enumerated() {
      let row = 180 + step
      let expected = 20 + (row * row % 11 < 3 ? 15 : 0) + row % 7
      #expect(abs(value - Double(expected)) < 0.5, "\(value), \(expected)")
    }
    // Beyond the horizon it goes on from itself, since promotions are known.
    let beyond = try run("forecast a --steps 6 --future-data plan.csv --output -")
    let ends = beyond.output.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").dropFirst(2).compactMap { Double($0) }
    }
    #expect(ends.count == 6 && ends.allSatisfy { $0.count == 2 && $0[0] <= $0[1] }, "\(beyond)")
    #expect(!beyond.errors.contains("no intervals"), "\(beyond.errors)")
    let short = try run("forecast a --steps 7 --future-data plan.csv --output -")
    #expect(short.code == 1 && short.errors.contains("2024-07-05 is not among those known"))
    #expect(try run("predict a --data newer.csv --quiet").code == 0)
    let stream = try SkeinProgram.shell("echo 1 | \"$SKEIN\" predict a --stream", in: folder)
    #expect(stream.code == 1 && stream.errors.contains("looks at promo"), "\(stream.errors)")
  }

  /// Weeks of three years and more, whose course is that of the year; the noise has no course.
  private func writeWeeks() throws {
    var state: UInt32 = 5
    var lines = "week,level,noise\n"
    for week in 0..<300 {
      state = state &* 1_664_525 &+ 1_013_904_223
      let noise = Double(state >> 16) / 65536
      // A year has 52.18 weeks, so that no number of rows is a season.
      let level = 10 * sin(2 * .pi * Double(week) * 7 / 365.25) + noise
      lines += "\(Self.day(7 * week)),\(level),\(noise)\n"
    }
    try folder.write("weeks.csv", lines)
  }

  @Test(
    "the calendar is taken unasked where the validation part says that it is worth it, else nothing changes"
  )
  func unasked() throws {
    try writeWeeks()
    func train(_ options: String) throws -> (told: String, record: RunRecord) {
      let line = "train --data weeks.csv --window 8 --horizon 12 --model lstm:2,dense:12 --epochs 1"
      let outcome = try run("\(line) --overwrite --output run \(options)")
      #expect(outcome.code == 0, "\(outcome.errors)")
      return (outcome.errors, try StoredRun(path: folder.path("run")).record)
    }
    func error(_ record: RunRecord) throws -> Double {
      try #require(record.results?.targets.first).test.rmse
    }
    let (told, taken) = try train("--target level")
    #expect(taken.settings.calendar == .features([.yearday]) && taken.data.calendar == [.yearday])
    #expect(told.contains("the calendar's yearday is taken, since with it"), "\(told)")
    let weights = try folder.bytes("run/model.safetensors")
    #expect(try run("train --resume run --quiet").code == 0)
    let far = try run("forecast run --steps 24 --output - --quiet")
    // Rows beyond the horizon have intervals as well, since the calendar of the rows that are known tells.
    let rows = far.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.count == 24 && rows.allSatisfy { $0.count == 4 }, "\(far.output)")
    let stream = try SkeinProgram.shell("echo 1 | \"$SKEIN\" predict run --stream", in: folder)
    #expect(
      stream.code == 1 && stream.errors.contains("train a model without the calendar")
        && stream.errors.contains("--calendar none"), "\(stream.errors)")

    let asked = try train("--target level --calendar yearday").record
    #expect(try folder.bytes("run/model.safetensors") == weights)
    #expect(asked.results?.targets == taken.results?.targets)
    let without = try train("--target level --calendar none").record
    #expect(without.settings.calendar == .none && without.data.calendar == nil)
    #expect(try error(taken) < 0.9 * error(without))

    for options in [
      "--target noise", "--target level --recipe plain", "--target level --linear-path none",
    ] {
      let record = try train(options).record
      #expect(record.settings.calendar == .none && record.data.calendar == nil, "\(options)")
      let weights = try folder.bytes("run/model.safetensors")
      #expect(
        try train("\(options) --calendar none").record.results?.targets == record.results?.targets)
      #expect(try folder.bytes("run/model.safetensors") == weights, "\(options)")
    }
  }

  @Test("of a backtest the rows before the first origin decide about the calendar")
  func backtest() throws {
    try writeWeeks()
    let line =
      "backtest --data weeks.csv --target level --window 8 --horizon 12 --model lstm:2,dense:12 --epochs 1"
      + " --folds 2 --quiet --output"
    #expect(try run("\(line) found").code == 0)
    #expect(try run("\(line) asked --calendar yearday").code == 0)
    #expect(try run("\(line) none --calendar none").code == 0)
    #expect(try folder.bytes("found/backtest.csv") == folder.bytes("asked/backtest.csv"))
    #expect(try folder.bytes("found/backtest.csv") != folder.bytes("none/backtest.csv"))
  }

  @Test("what makes no sense is said")
  func refusals() throws {
    let line = "train --data sales.csv --target sold"
    let word = try run("\(line) --calendar weekdya")
    #expect(word.code == 64, "\(word.errors)")
    #expect(
      word.errors.contains("weekday, or auto, none, or some of minute,hour"), "\(word.errors)")
    let constant = try run("\(line) --calendar hour")
    #expect(constant.code == 1 && constant.errors.contains("the hour of its rows"))
    let target = try run("\(line) --future sold")
    #expect(target.code == 64 && target.errors.contains("it is a target"), "\(target.errors)")
    let missing = try run("\(line) --future 'prom'")
    #expect(missing.code == 1)
    #expect(try run("\(line) --window 7 --epochs 0 --model lstm:2,dense:1 --quiet").code == 0)
    let idle = try run("forecast runs/sales --steps 1 --future-data sales.csv")
    #expect(idle.code == 64 && idle.errors.contains("--future-data"), "\(idle.errors)")
  }
}
