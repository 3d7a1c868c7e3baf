import Foundation
import Support
import Testing

/// Every sentence names only options that the command has.
@Suite("Remedies") struct RemedyTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 60)
    let ragged = try folder.text("waves.csv") + "1995-01,1\n1995-02,1,2\n"
    try folder.write("ragged.csv", ragged)
    try folder.write("short.csv", try folder.lines("waves.csv").prefix(4).joined(separator: "\n"))
    try folder.write("text.csv", try folder.text("waves.csv") + "1995-01,1,x1;2\n1995-02,1,2\n")
    try folder.write("gap.csv", try folder.text("waves.csv") + "1995-01,1,\n1995-02,1,2\n")
    try folder.write("twice.csv", try folder.text("waves.csv") + "1994-12,1,7\n")
    try folder.write("late.csv", try folder.text("waves.csv") + "1999-12,1,7\n")
    let thousands = (0..<60).map { "2020-01-01;1,\(100 + $0)\n" }.joined()
    try folder.write("thousands.csv", "date;b\n" + thousands)
    let either = (1...9).map { "0\($0)/02/2020,1,\($0)\n" }.joined()
    try folder.write("either.csv", "date,a,b\n" + either)
    for table in ["two-shops-stacked.csv", "headerless-first-na.csv"] {
      try folder.copy(table: table)
    }
    let torn = (0..<60).map { "1\($0 % 7),\($0 * 7 % 10)\n" }.joined()
    try folder.write("torn.csv", torn)
    let lands = (0..<40).map { "Land \($0),1.5,2.5,\($0)\n" }.joined()
    try folder.write("wide.csv", "country,2001,2002,2003\n" + lands)
    let strange = try folder.text("waves.csv").replacing("1991-03", with: "Total")
    try folder.write("strange.csv", strange)
    try folder.write("parquet.csv", "PAR1\u{0}\u{0}")
  }

  /// The options in a text, without their hyphens.
  private func options(_ text: String) -> Set<String> {
    Set(text.matches(of: #/--([a-z][a-z-]+)/#).map { String($0.1) })
  }

  @Test("train, predict, evaluate, forecast and data name only what they take")
  func existing() throws {
    let line = "train --data waves.csv --window 5 --model lstm:2,dense:1 --epochs 0 --output run"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let files = [
      "ragged.csv", "short.csv", "text.csv", "gap.csv", "twice.csv", "late.csv", "thousands.csv",
      "either.csv", "two-shops-stacked.csv", "headerless-first-na.csv", "parquet.csv", "no.csv",
      "torn.csv", "wide.csv", "strange.csv",
    ]
    var refused = 0
    for command in ["train", "predict", "evaluate", "forecast", "data"] {
      let help = try SkeinProgram.run("\(command) --help", in: folder).output
      let known = options(help)
      for file in files {
        let line =
          switch command {
          case "train":
            "train --data \(file) --epochs 0 --model lstm:2,dense:1 --overwrite --output new"
          case "data": "data \(file)"
          case "forecast": "forecast run --steps 2 --data \(file)"
          default: "\(command) run --data \(file)"
          }
        let outcome = try SkeinProgram.run(line, in: folder)
        guard outcome.code != 0 else { continue }
        refused += 1
        let sentence = outcome.errorLines.last.map(String.init) ?? ""
        #expect(sentence.hasPrefix("skein: "), "\(outcome.errors)")
        let strangers = options(sentence).subtracting(known)
        #expect(strangers.isEmpty, "\(line): \(sentence)")
      }
    }
    #expect(refused > 30)
  }

  @Test("a short series says which window fits, and takes it where it may")
  func shortSeries() throws {
    try folder.write("thirty.csv", "v\n" + (0..<30).map { "\($0 % 7).5\n" }.joined())
    let line = "train --data thirty.csv --epochs 1 --model lstm:2,dense:1 --output short"
    let refused = try SkeinProgram.run(line, in: folder)
    #expect(refused.code == 1 && refused.errors.contains("such as 9"), "\(refused.errors)")
    #expect(refused.errors.contains("--window auto"))
    let taken = try SkeinProgram.run("\(line) --window auto", in: folder)
    #expect(taken.code == 0, "\(taken.errors)")
    #expect(try folder.text("short/run.json").contains("\"window\" : 9"))
    // What exactly one window shows is enough for a forecast.
    try folder.write("nine.csv", "v\n" + (0..<9).map { "\($0 % 7).5\n" }.joined())
    let forecast = try SkeinProgram.run("forecast short --steps 2 --data nine.csv", in: folder)
    #expect(forecast.code == 0, "\(forecast.errors)")
  }

  @Test("data tells how a file is read, what its columns hold, and what train would do")
  func data() throws {
    let outcome = try SkeinProgram.run("data waves.csv", in: folder)
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    for words in [
      "read 60 rows: ',' between columns, dates yyyy-mm in date every month",
      "from 1990-01 to 1994-12", "number", "time", "train would predict b from 19 rows", "█",
    ] {
      #expect(outcome.output.contains(words), "\(outcome.output)")
    }
    let gap = try SkeinProgram.run("data gap.csv", in: folder)
    #expect(gap.output.contains("--missing interpolate or drop"), "\(gap.output)")
  }

  @Test("a table comes by standard input and a compressed one is read, and results go to output")
  func ways() throws {
    let options = "--window 5 --epochs 0 --model lstm:2,dense:1 --quiet"
    let piped = try SkeinProgram.shell(
      "\"$SKEIN\" train --data - \(options) < waves.csv && \"$SKEIN\" predict runs/stdin --data -"
        + " --output - < waves.csv", in: folder)
    #expect(piped.code == 0 && piped.output.split(separator: "\n").count == 56, "\(piped.errors)")
    let gone = try SkeinProgram.run("evaluate runs/stdin", in: folder)
    #expect(gone.code == 1 && gone.errors.contains("--data FILE"), "\(gone.errors)")
    let zipped = try SkeinProgram.shell(
      "gzip -k waves.csv && \"$SKEIN\" train --data waves.csv.gz \(options)"
        + " && cmp runs/waves/model.safetensors runs/stdin/model.safetensors", in: folder)
    #expect(zipped.code == 0, "\(zipped.errors)")
    let damaged = try SkeinProgram.shell(
      "head -c 200 waves.csv.gz > cut.csv.gz; \"$SKEIN\" train --data cut.csv.gz \(options)",
      in: folder)
    #expect(damaged.code == 1 && damaged.errors.contains("gzip finds it damaged"))
  }
}
