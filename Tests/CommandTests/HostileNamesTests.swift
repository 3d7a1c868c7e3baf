import Foundation
import Support
import Testing

/// Whatever a data file calls its columns and rows, a terminal shows it and obeys none of it.
@Suite("Names from files") struct HostileNamesTests {
  private static let training =
    "--window 4 --model lstm:2,dense:1 --epochs 1 --workers 1 --no-tuning"
  private static let name = "v\u{1B}]0;t\u{7}\u{9B}31m\u{202E}\u{2028}\u{200B}"

  /// Characters that a terminal obeys or hides, but for the ends of lines.
  private func hidden(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
      default: false
      }
    }
  }

  @Test("column names, labels, files and folders with escapes are told, and have no effect")
  func escapes() throws {
    let folder = try ScratchFolder()
    let rows = (0..<40).map { "\"\u{1B}[2J\u{85}\($0)\",\($0 % 7)" }
    let file = "a\u{1B}[1m\u{202E}.csv"
    try folder.write(file, "\"time\u{1B}[m\",\"\(Self.name)\"\n" + rows.joined(separator: "\n"))
    let run = "run\u{1B}[5m"
    let words = Self.training.split(separator: " ").map(String.init)
    let commands: [[String]] = [
      ["train", "--data", file, "--output", run] + words,
      ["train", "--data", file, "--output", run] + words,
      ["train", "--data", file, "--target", "v\u{1B}x"] + words,
      ["evaluate", run], ["evaluate", run, "--json"], ["evaluate", run, "--data", file],
      ["forecast", run, "--steps", "3"], ["predict", run, "--output", "p\u{1B}.csv"],
      ["predict", run, "--data", "no\u{1B}[m"], ["evaluate", "no\u{1B}[m"], ["no\u{1B}[m"],
      ["train", "--resume", run, "--epochs", "2"],
      ["train", "--resume", run, "--model", "x\u{1B}[m"], ["train", "--model", "\u{9B}31m"],
    ]
    for arguments in commands {
      let outcome = try SkeinProgram.run(arguments, in: folder)
      #expect([0, 1, 64].contains(outcome.code), "\(arguments): \(outcome.errors)")
      #expect(hidden(outcome.output).isEmpty, "\(arguments): \(outcome.output)")
      #expect(hidden(outcome.errors).isEmpty, "\(arguments): \(outcome.errors)")
    }
    // Data keeps names as they are.
    let report = try SkeinProgram.run(["evaluate", run, "--json"], in: folder).json()
    let targets = try #require(report["targets"] as? [[String: Any]])
    #expect(targets.first?["column"] as? String == Self.name)
    let predictions = try folder.text("\(run)/predictions.csv")
    #expect(predictions.contains("\u{1B}[2J\u{85}39,test"))
    for picture in ["loss", "predictions", "forecast"] {
      let svg = try folder.text("\(run)/\(picture).svg")
      let parser = XMLText(svg)
      #expect(parser.isWellFormed && svg.utf8.count < 100_000, "\(picture)")
    }
  }

  /// What XML bars, and the balance of its elements.
  private struct XMLText {
    let isWellFormed: Bool

    init(_ text: String) {
      let isBarred = text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }
      let opened = text.matches(of: #/<text /#).count
      isWellFormed = !isBarred && opened == text.matches(of: #/</text>/#).count
    }
  }

  @Test("a name of 100,000 letters costs no more lines or letters than a short one")
  func longNames() throws {
    let folder = try ScratchFolder()
    let long = String(repeating: "h", count: 100_000)
    let rows = (0..<40).map { "\(long)\($0),\($0 % 7)" }.joined(separator: "\n")
    try folder.write("t.csv", "t\(long),\(long)\n\(rows)")
    let words = Self.training.split(separator: " ").map(String.init)
    let outcome = try SkeinProgram.run(
      ["train", "--data", "t.csv", "--output", "run"] + words, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.utf8.count < 2000 && outcome.errors.utf8.count < 4000)
    for picture in ["loss", "predictions"] {
      #expect(try folder.bytes("run/\(picture).svg").count < 20_000)
    }
    let evaluation = try SkeinProgram.run("evaluate run", in: folder)
    #expect(evaluation.code == 0 && evaluation.output.utf8.count < 2000)
  }

  @Test("data behind a link to a folder is found again from elsewhere")
  func links() throws {
    let folder = try ScratchFolder()
    for inner in ["a", "b/inner", "c"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(inner), withIntermediateDirectories: true)
    }
    let rows = (0..<40).map { "\($0 % 7)\n" }.joined()
    try folder.write("b/x.csv", "v\n\(rows)")
    try folder.write("x.csv", "w\n\(rows)")
    let outcome = try SkeinProgram.shell(
      """
      ln -s b/inner link; "$SKEIN" train --data link/../x.csv \(Self.training) --output c/run \
        && cd c && exec "$SKEIN" evaluate run
      """, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("v, test part"))
    #expect(!outcome.errors.contains("has changed"))
  }
}
