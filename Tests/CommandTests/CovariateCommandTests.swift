import Foundation
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
    #expect(
      try run("forecast a --steps 6 --future-data plan.csv --output - --quiet").code == 0)
    let short = try run("forecast a --steps 7 --future-data plan.csv --output -")
    #expect(short.code == 1 && short.errors.contains("2024-07-05 is not among those known"))
    #expect(try run("predict a --data newer.csv --quiet").code == 0)
    let stream = try SkeinProgram.shell("echo 1 | \"$SKEIN\" predict a --stream", in: folder)
    #expect(stream.code == 1 && stream.errors.contains("looks at promo"), "\(stream.errors)")
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
