import Foundation
import Support
import Testing

@Suite("skein tune") struct TuneTests {
  private let shape = "--model lstm:4,dense:1 --sequence-length 8 --batch-size 8"
  private let training = "train --model lstm:4,dense:1 --window 8 --batch-size 8 --epochs 1"

  @Test("the choice is stored, drawn and printed; train uses it, says so, and gets the same bits")
  func choice() throws {
    let folder = try ScratchFolder()
    let environment = ["XDG_CONFIG_HOME": folder.path("config")]
    let tuned = try SkeinProgram.run(
      "tune \(shape) --budget 4 --json --quiet --save-busy", in: folder, environment: environment)
    #expect(tuned.code == 0, "\(tuned.errors)")
    #expect(tuned.errors.isEmpty)
    let report = try tuned.json()
    let candidates = try #require(report["candidates"] as? [[String: Any]])
    #expect(candidates.count { $0["isChosen"] as? Bool == true } == 1)
    #expect(try folder.text("tune.svg").hasSuffix("</svg>\n"))
    let stored = try folder.names("config/skein/tuning")
    #expect(stored.count == 1)

    let used = try SkeinProgram.run(
      "\(training) --output used", in: folder, environment: environment)
    #expect(used.code == 0, "\(used.errors)")
    let told = used.errorLines.filter { $0.hasPrefix("tuned for this machine and shape on 20") }
    #expect(told.count == 1, "\(used.errors)")
    let workers = try #require(report["workers"] as? Int)
    let settings =
      try #require(
        try JSONSerialization.jsonObject(with: Data(try folder.bytes("used/run.json")))
          as? [String: Any])["settings"] as? [String: Any]
    #expect(settings?["workers"] as? Int == workers)
    #expect(settings?["placement"] as? String == report["placement"] as? String)

    for (output, options) in [
      ("ignored", "--no-tuning"), ("own", "--workers 2"), ("placed", "--placement none"),
      ("other", "--batch-size 9"),
    ] {
      let outcome = try SkeinProgram.run(
        "\(training) --output \(output) \(options)", in: folder, environment: environment)
      #expect(outcome.code == 0)
      #expect(!outcome.errors.contains("tuned"), "\(options)")
      if output != "other" {
        #expect(
          try folder.bytes("\(output)/model.safetensors")
            == folder.bytes("used/model.safetensors"))
      }
    }
  }

  @Test("a damaged choice is told and does not stop a training")
  func damaged() throws {
    let folder = try ScratchFolder()
    let environment = ["XDG_CONFIG_HOME": folder.path("config")]
    let tuned = try SkeinProgram.run(
      "tune \(shape) --budget 4 --quiet --save-busy", in: folder, environment: environment)
    #expect(tuned.code == 0)
    let name = try #require(try folder.names("config/skein/tuning").first)
    try folder.write("config/skein/tuning/\(name)", "{")
    let outcome = try SkeinProgram.run(training, in: folder, environment: environment)
    #expect(outcome.code == 0)
    let notes = outcome.errorLines.filter { $0.contains("the tuned choice in ") }
    #expect(notes.count == 1 && notes[0].contains(name))
  }

  @Test("a signal ends the measurement with what it has, and leaves no half-written file")
  func interrupted() throws {
    let folder = try ScratchFolder()
    for signal in ["INT", "TERM"] {
      let outcome = try SkeinProgram.shell(
        """
        export XDG_CONFIG_HOME="$PWD/config-\(signal)"
        "$SKEIN" tune \(shape) --budget 80000 --save-busy --svg \(signal).svg 2>errors-\(signal) &
        until grep -q Ctrl-C errors-\(signal); do sleep 0.05; done
        sleep 1
        kill -\(signal) $!
        wait $!
        """, in: folder)
      // On a machine too busy for a single pair of steps in a second there is nothing to keep.
      let hasResult = folder.has("\(signal).svg")
      #expect(outcome.code == (signal == "INT" ? 130 : 143), "\(outcome.errors)")
      if hasResult {
        #expect(outcome.output.contains("stopped early"))
        #expect(try folder.text("\(signal).svg").hasSuffix("</svg>\n"))
        // Nothing is kept after fewer than three passes.
        let isKept = folder.has("config-\(signal)/skein/tuning")
        #expect(isKept == !(try folder.text("errors-\(signal)").contains("too few passes")))
      }
      #expect(!(try folder.names().contains { $0.hasPrefix(".\(signal)") }))
    }
  }

  @Test(
    "what cannot be measured is refused in one sentence",
    arguments: [
      "tune --budget 0", "tune --budget nan", "tune --budget 1e9", "tune --batch-size 0",
      "tune --model nothing", "tune --svg= --budget 1", "doctor --sequence-length 0",
      "doctor --workers 0", "tune --workers 0", "tune --placement nowhere",
      "tune --topology core:2", "tune --list --forget", "tune --save-busy --no-save",
      "tune --predict --memory-bandwidth 10",
      "tune --predict --topology core:0",
    ])
  func refused(_ line: String) throws {
    let outcome = try SkeinProgram.run(line, in: ScratchFolder())
    #expect(outcome.code == 64)
    #expect(outcome.errorLines.count == 1 && outcome.output.isEmpty)
  }

  @Test("only the given candidates are measured, beside the default and one worker")
  func givenCandidates() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(
      "tune \(shape) --budget 1 --no-save --json --quiet --workers 3 --placement none", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try outcome.json()
    let candidates = try #require(report["candidates"] as? [[String: Any]])
    let given = candidates.filter {
      $0["isDefault"] as? Bool == false && $0["workers"] as? Int != 1
    }
    #expect(given.count <= 1)
    for candidate in given {
      #expect(candidate["workers"] as? Int == 3 && candidate["placement"] as? String == "none")
    }
  }

  @Test("another machine's candidates are predicted, the fastest first, and nothing is kept")
  func prediction() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(
      [
        "tune", "--predict", "--json", "--budget", "1", "--model", "lstm:4,dense:1",
        "--sequence-length", "8", "--batch-size", "8", "--topology", "pack:2 core:4 pu:2",
      ], in: folder, environment: ["XDG_CONFIG_HOME": folder.path("config")])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try outcome.json()
    #expect((report["target"] as? [String: Any])?["cores"] as? Int == 8)
    let lines = try #require(report["lines"] as? [[String: Any]])
    let rates = lines.compactMap {
      ($0["prediction"] as? [String: Any])?["samplesPerSecond"] as? Double
    }
    #expect(rates.count == lines.count && rates == rates.sorted(by: >))
    #expect(lines.allSatisfy { $0["measured"] is NSNull && $0["error"] is NSNull })
    #expect(try folder.names().filter { !$0.hasPrefix(".") }.isEmpty)
  }

  @Test("beside other work the choice is told, and not kept unless it is asked for")
  func busy() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      """
      export XDG_CONFIG_HOME="$PWD/config"
      sh -c 'while :; do :; done' & busy=$!
      "$SKEIN" tune \(shape) --budget 3 --json; code=$?
      kill -9 $busy
      exit $code
      """, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try outcome.json()
    #expect(try #require(report["othersProcessors"] as? Double) > 0.1)
    #expect(report["isKept"] as? Bool == false && !folder.has("config/skein/tuning"))
    #expect(try #require(report["workers"] as? Int) >= 1)
    // Too few passes on a slow machine are another reason.
    if !outcome.errors.contains("too few passes") {
      #expect(outcome.errors.contains("the choice is not kept, since other programs kept"))
      #expect(outcome.errors.contains("skein train --workers "), "\(outcome.errors)")
    }
  }

  @Test("choices are listed and forgotten, by shape or all")
  func listed() throws {
    let folder = try ScratchFolder()
    let environment = ["XDG_CONFIG_HOME": folder.path("config")]
    func run(_ line: String) throws -> SkeinProgram.Outcome {
      let outcome = try SkeinProgram.run(line, in: folder, environment: environment)
      #expect(outcome.code == 0, "\(line): \(outcome.errors)")
      return outcome
    }
    #expect(try run("tune --list").output.hasPrefix("no choice is kept in "))
    #expect(try run("tune --forget \(shape)").output == "nothing was kept\n")
    _ = try run("tune \(shape) --budget 3 --quiet --save-busy")
    guard let name = try folder.names("config/skein/tuning").first else { return }
    let copy = name.replacing(#/-.*/#, with: "-0123456789abcdef.json")
    let old = "config/skein/tuning/\(copy)"
    try folder.write(old, "{\"format\" : 1}")
    try folder.write("config/skein/tuning/notes.txt", "mine")
    let list = try run("tune --list").output
    #expect(list.contains("lstm:4,dense:1, 1 × 8, batch 8") && list.contains("yes"), "\(list)")
    #expect(list.contains("no: of an earlier version, or damaged") && !list.contains("notes"))
    let choices = try #require(try run("tune --list --json").json()["choices"] as? [[String: Any]])
    #expect(choices.count == 2 && choices.count { $0["isUsed"] as? Bool == true } == 1)
    let other = try SkeinProgram.shell(
      """
      SKEIN_ISA=baseline XDG_CONFIG_HOME="$PWD/config" "$SKEIN" tune --list
      """, in: folder)
    #if arch(x86_64)
      #expect(other.output.contains("kernels"), "\(other.output)")
    #endif
    #expect(
      try run("tune --forget --batch-size 9 \(shape.replacing("--batch-size 8", with: ""))")
        .output == "nothing was kept\n")
    #expect(try run("tune --forget \(shape)").output.contains(name))
    #expect(try run("tune --forget-all").output.contains(copy))
    #expect(try folder.names("config/skein/tuning") == ["notes.txt"])
  }

  @Test("a picture that cannot be written is refused before anything is measured")
  func pictureNowhere() throws {
    let outcome = try SkeinProgram.run(
      "tune \(shape) --budget 80000 --svg /nowhere/x.svg", in: ScratchFolder())
    #expect(outcome.code == 1 && outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
  }
}
