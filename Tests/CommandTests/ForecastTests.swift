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
    #expect(lines[0] == "date,prediction,lower 90,upper 90")
    let labels = lines.dropFirst().map { $0.prefix { $0 != "," } }
    #expect(labels.count == 14)
    #expect(labels.first == "1995-01" && labels.last == "1996-02")
    let rows = try #require(try outcome.json()["forecast"] as? [[String: Any]])
    #expect(rows.map { $0["row"] as? String } == labels.map(String.init))
    let picture = try folder.text("runs/waves/forecast.svg")
    for wanted in ["forecast begins", "known", "predicted before", "Jan", "1995"] {
      #expect(picture.contains(wanted), "\(wanted)")
    }
    // Beside it stands the best simple method, by the name that the record has for it.
    let record = try JSONSerialization.jsonObject(with: Data(folder.bytes("runs/waves/run.json")))
    let results = (record as? [String: Any])?["results"] as? [String: Any]
    let target = (results?["targets"] as? [[String: Any]])?.first
    let method = (target?["methods"] as? [[String: Any]])?.first?["name"] as? String
    #expect(picture.contains(try #require(method)))
  }

  @Test("where nobody watches no chart is drawn, in ASCII or not")
  func piped() throws {
    let line = "train --data waves.csv --window 5 --model lstm:3,dense:1 --epochs 1 --quiet"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    for option in ["", "--ascii"] {
      let outcome = try SkeinProgram.run("forecast runs/waves --steps 3 \(option)", in: folder)
      #expect(outcome.code == 0 && outcome.output.isEmpty, "\(outcome.errors)")
      #expect(
        outcome.errorLines.allSatisfy {
          $0.contains("wrote") || $0.hasPrefix("  ") || $0.hasPrefix("note")
        })
    }
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
    let told = last.split(separator: ",")
    #expect(step.split(separator: ",") == [told[0]] + told[3...])
  }

  @Test("several targets have a column each")
  func targets() throws {
    let line = "train --data waves.csv --target a,b --window 5 --epochs 0 --model lstm:2,dense:2"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    #expect(try SkeinProgram.run("forecast runs/waves --steps 3", in: folder).code == 0)
    let lines = try folder.lines("runs/waves/forecast.csv")
    #expect(lines[0].hasPrefix("date,prediction a,lower 90 a,upper 90 a,prediction b,"))
    #expect(lines.count == 4)
  }

  @Test("inputs whose future is unknown are refused")
  func unknownInputs() throws {
    let line = "train --data waves.csv --target a --inputs a,b --window 5 --epochs 0 --quiet"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let outcome = try SkeinProgram.run("forecast runs/waves --steps 3", in: folder)
    #expect(outcome.code == 1 && outcome.errors.contains("future of b"), "\(outcome.errors)")
    #expect(!folder.has("runs/waves/forecast.csv"))
  }
}
