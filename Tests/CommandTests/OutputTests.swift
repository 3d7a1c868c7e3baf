import Foundation
import Skein
import Support
import Testing

@Suite("Help and output") struct OutputTests {
  private static let commands = [
    "train", "predict", "forecast", "evaluate", "topology", "export", "import",
    "convert",
  ]

  @Test("every command explains itself with an example, in lines of 80 characters")
  func help() throws {
    let folder = try ScratchFolder()
    for line in ["--help", "", "help train"] + Self.commands.map({ "\($0) --help" }) {
      let outcome = try SkeinProgram.run(line, in: folder)
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(line)")
      #expect(outcome.output.contains("EXAMPLES:"), "\(line)")
      let long = outcome.output.split(separator: "\n").filter {
        $0.count > 80 && !$0.hasPrefix("USAGE")
      }
      #expect(long.isEmpty)
    }
    #expect(try SkeinProgram.run("--version", in: folder).output == SkeinVersion.current + "\n")
  }

  @Test("the version tells, when it is asked for more, how the program was built")
  func verboseVersion() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run("--version --verbose", in: folder)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try SkeinProgram.run("--verbose --version", in: folder).output == outcome.output)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first?.hasSuffix(" \(SkeinVersion.current)") == true)
    for name in ["skein", "commit", "build", "Swift", "system", "hwloc", "kernels", "kernels here"]
    {
      let line = lines.first { $0.hasPrefix(name + "  ") }
      #expect(line.map { $0.count > 14 } == true, "\(name) in \(outcome.output)")
    }
    #expect(outcome.output.contains("baseline"))
  }

  @Test("the options of train are those that scripts rely on")
  func options() throws {
    let text = try SkeinProgram.run("train --help", in: ScratchFolder()).output
    for option in [
      "data", "target", "inputs", "time", "window", "horizon", "model", "epochs", "batch-size",
      "learning-rate", "clip-norm", "validation-split", "test-split", "no-shuffle", "scale",
      "missing", "loss", "seed", "workers", "placement", "output", "overwrite", "quiet", "json",
    ] {
      #expect(text.contains("  --\(option)"), "\(option)")
    }
  }

  @Test("a reader that closes the output early ends the command without a word")
  func closedPipe() throws {
    let folder = try ScratchFolder()
    // So many rows that the pipe fills up before they are written.
    try folder.writeWaves("waves.csv", rows: 9000)
    let line = "train --data waves.csv --window 1 --epochs 0 --model lstm:1,dense:1 --quiet"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let outcome = try SkeinProgram.shell(
      "{ \"$SKEIN\" predict runs/waves --data waves.csv --quiet; echo $? > code; } | head -n 1",
      in: folder)
    #expect(outcome.output == "date,split,actual,prediction,lower 90,upper 90\n")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try folder.text("code") == "1\n")
  }

  @Test("output that cannot be written is an error")
  func fullOutput() throws {
    let outcome = try SkeinProgram.shell("\"$SKEIN\" --help > /dev/full", in: ScratchFolder())
    #expect(outcome.code == 1)
    #expect(outcome.errors.hasPrefix("skein: standard output could not be written"))
  }

  @Test("closed standard streams harm no file")
  func closedStreams() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      "\"$SKEIN\" train --epochs 1 --window 5 --model lstm:2,dense:1 <&- >&- 2>&-", in: folder)
    // The results had nowhere to go, but the run is whole.
    #expect(outcome.code == 1)
    #expect(throws: Never.self) { try StoredRun(path: folder.path("runs/sine")) }
    #expect(try folder.lines("runs/sine/history.csv").count == 2)
  }
}
