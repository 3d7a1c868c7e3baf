import Foundation
import Support
import Testing

/// `skein bench` with several placements, from the outside, on a shape so small that no figure means
/// anything.
@Suite("Comparisons on the command line") struct CompareCommandTests {
  private static let tiny =
    "bench --model lstm:3,dense:1 --sequence-length 4 --batch-size 8 --seconds 0.2"

  @Test("all candidates are measured in the same rounds, and JSON has their intervals")
  func placements() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(
      Self.tiny + " --placement spread,none --workers 1,2 --json --svg c.svg", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try outcome.json()
    let lines = try #require(report["lines"] as? [[String: Any]])
    #expect(lines.map { $0["placement"] as? String } == ["spread", "spread", "none", "none"])
    #expect(lines.map { $0["workers"] as? Int } == [1, 2, 1, 2])
    let rounds = try #require(report["rounds"] as? Int)
    #expect(rounds >= 20)
    for (number, line) in lines.enumerated() {
      #expect((line["rounds"] as? [Double])?.count == rounds)
      #expect(line["base"] as? Int == 0)
      #expect((line["interval"] as? [Double])?.count == (number == 0 ? nil : 2))
      let verdicts = ["faster", "slower", "alike", "undecided"]
      let verdict = try #require(line["verdict"] as? String)
      #expect(number == 0 ? verdict == "base" : verdicts.contains(verdict))
    }
    #expect(Set(lines.compactMap { $0["fingerprint"] as? String }).count == 1, "the same bits")
    #expect(outcome.errors.contains("95 % interval"), "people read the other stream")
    #expect(try folder.text("c.svg").contains("</svg>"))
  }

  @Test("candidates that come to the same are left out with a word, and teams are candidates")
  func same() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(
      Self.tiny + " --placement spread,none,compact --workers 1", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(
      outcome.output.contains(
        "note: 1 worker, placement compact is the same as 1 worker, placement spread and left out"))
    let teams = try SkeinProgram.run(
      Self.tiny + " --placement none --workers 2 --team 1,2 --json", in: folder)
    #expect(teams.code == 0, "\(teams.errors)")
    let lines = try #require(try teams.json()["lines"] as? [[String: Any]])
    #expect(lines.map { $0["team"] as? String } == ["1", "2"])
  }

  @Test("another program is compared in turn, each candidate with its own base")
  func programs() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(
      [
        "bench", "--model", "lstm:3,dense:1", "--sequence-length", "4", "--batch-size", "8",
        "--seconds", "0.1", "--workers", "1", "--against", SkeinProcess.program, "--json",
      ], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let lines = try #require(try outcome.json()["lines"] as? [[String: Any]])
    #expect(lines.count == 2 && lines.allSatisfy { $0["base"] as? Int == 0 })
    #expect(lines.allSatisfy { ($0["rounds"] as? [Double])?.count == 20 })
    #expect(Set(lines.compactMap { $0["fingerprint"] as? String }).count == 1)
  }

  @Test(
    "an option that goes with no comparison is a usage error in one sentence",
    arguments: [
      "--placement spread,none --scaling strong", "--placement spread,none --predict",
      "--placement spread,none --preset sweep", "--placement spread,sprad",
      "--placement spread,spread --workers 1", "--svg x.svg", "--against /nosuch/program",
      "--placement spread,none --inference --stream", "--team 1,x",
      "--placement spread,none --svg=",
    ])
  func usage(_ options: String) throws {
    let outcome = try SkeinProgram.run("bench \(options)", in: ScratchFolder())
    #expect(outcome.code == 64 && outcome.errorLines.count == 1, "\(outcome.errors)")
  }

  @Test("a program that is none is told, and nothing is written")
  func noProgram() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(
      Self.tiny + " --workers 1 --against /bin/true --json out.json", in: folder)
    #expect(outcome.code == 1 && outcome.errors.contains("/bin/true bench"), "\(outcome.errors)")
    #expect(!folder.has("out.json"))
  }
}
