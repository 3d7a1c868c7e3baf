import Foundation
import Skein
import Support
import Testing

@Suite("skein forecast") struct ForecastTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 60)
  }

  @Test("a forecast has a row for each step, and dates that go on")
  func months() throws {
    let line = "train --data waves.csv --window 5 --model lstm:3,dense:1 --epochs 1 --quiet"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let outcome = try SkeinProgram.run("forecast runs/waves --steps 14 --json", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let lines = try folder.lines("runs/waves/forecast.csv")
    #expect(lines[0] == "row,prediction")
    let labels = lines.dropFirst().map { $0.prefix { $0 != "," } }
    #expect(labels.count == 14)
    #expect(labels.first == "1995-01" && labels.last == "1996-02")
    let rows = try #require(try outcome.json()["forecast"] as? [[String: Any]])
    #expect(rows.map { $0["row"] as? String } == labels.map(String.init))
    #expect(try folder.text("runs/waves/forecast.svg").contains("forecast begins"))
  }

  @Test("the first step of a forecast is the prediction of the row that follows")
  func firstStep() throws {
    let line = "train --data waves.csv --window 5 --model lstm:3,dense:1 --epochs 1 --quiet"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    // Without the last row, the forecast's first step has the input of the last window.
    let rows = try folder.lines("waves.csv")
    try folder.write("shorter.csv", rows.dropLast().joined(separator: "\n") + "\n")
    let forecast = try SkeinProgram.run(
      "forecast runs/waves --steps 1 --data shorter.csv --output out --quiet", in: folder)
    #expect(forecast.code == 0 && forecast.errors.isEmpty, "\(forecast.errors)")
    let step = try folder.lines("out/forecast.csv")[1]
    let last = try #require(try folder.lines("runs/waves/predictions.csv").last)
    #expect(
      step.split(separator: ",") == [last.split(separator: ",")[0], last.split(separator: ",")[3]])
  }

  @Test("several targets have a column each")
  func targets() throws {
    let line = "train --data waves.csv --target a,b --window 5 --epochs 0 --model lstm:2,dense:2"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    #expect(try SkeinProgram.run("forecast runs/waves --steps 3", in: folder).code == 0)
    let lines = try folder.lines("runs/waves/forecast.csv")
    #expect(lines[0] == "row,prediction a,prediction b" && lines.count == 4)
  }

  @Test("inputs whose future is unknown are refused")
  func unknownInputs() throws {
    let line = "train --data waves.csv --target a --inputs a,b --window 5 --epochs 0 --quiet"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let outcome = try SkeinProgram.run("forecast runs/waves --steps 3", in: folder)
    #expect(outcome.code == 1 && outcome.errors.contains("future of b"), "\(outcome.errors)")
    #expect(!folder.has("runs/waves/forecast.csv"))
  }

  @Test(
    "labels go on as they are written, or not at all",
    arguments: [
      (["2019-12-30", "2019-12-31", "2020-01-01"], "2020-01-02"),
      (["2024-02-27", "2024-02-28"], nil),
      (["2024-02-26", "2024-02-27", "2024-02-28"], "2024-02-29"),
      (["2023-02-26", "2023-02-27", "2023-02-28"], "2023-03-01"),
      (["2020-01-31", "2020-02-29", "2020-03-31"], "2020-04-30"),
      (["2020-01-15", "2020-02-15", "2020-03-15"], "2020-04-15"),
      (["2021-01-30", "2021-02-28", "2021-03-30"], nil),
      (["2010/01/01 22:00", "2010/01/01 23:00", "2010/01/02 00:00"], "2010/01/02 01:00"),
      (["19580329", "19580405", "19580412"], "19580419"),
      (
        ["2020-01-01T00:00:00.000Z", "2020-01-01T00:00:30.000Z", "2020-01-01T00:01:00.000Z"],
        "2020-01-01T00:01:30.000Z"
      ),
      (["1999-10", "1999-11", "1999-12"], "2000-01"), (["1749", "1750", "1751"], "1752"),
      (["9999-10", "9999-11", "9999-12"], nil), (["a", "b", "c"], nil),
      (["2020-01-01", "2020-01-02", "2020-01-04"], nil), (["3", "2", "1"], "0"),
      (["2020-01-01", "2020-01-01", "2020-01-01"], nil),
    ] as [([String], String?)])
  func labels(known: [String], next: String?) throws {
    let series = try Series(
      name: "s", columns: [("v", known.indices.map(Double.init))], labels: known)
    #expect(series.labelsAfterEnd(1) == next.map { [$0] })
  }

  @Test("seconds and dates are each other's inverse from the year 0 to 9999")
  func calendar() throws {
    // Every 97th hour meets all months, all days of them and every kind of century.
    let first = CalendarDate(year: 0).secondsFromEpoch
    let last = CalendarDate(year: 9999, month: 12, day: 31, hour: 23).secondsFromEpoch
    var before: CalendarDate?
    for seconds in stride(from: first, through: last, by: 97 * 3600) {
      let date = try #require(CalendarDate(secondsFromEpoch: seconds))
      #expect(date.secondsFromEpoch == seconds)
      if let before { #expect(before < date) }
      before = date
    }
    #expect(CalendarDate(year: 1970).secondsFromEpoch == 0)
    #expect(CalendarDate(year: 2000, month: 3).secondsFromEpoch == 951_868_800)
    #expect(CalendarDate(secondsFromEpoch: first - 1) == nil)
    #expect(CalendarDate(secondsFromEpoch: last + 3600) == nil)
  }
}
