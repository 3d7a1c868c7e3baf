import Foundation
import Support
import Testing

/// Every mistake gives one sentence that says what to do, and the right exit code.
@Suite("Bad input") struct BadInputTests {
  /// Runs a command that must fail and gives its sentence.
  private func sentence(
    _ line: String, _ code: Int32, in folder: ScratchFolder,
    _ place: SourceLocation = #_sourceLocation
  ) throws -> String {
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == code, "\(line): \(outcome.errors)", sourceLocation: place)
    #expect(outcome.errorLines.count == 1, "\(line): \(outcome.errors)", sourceLocation: place)
    #expect(outcome.errors.hasPrefix("skein: "), "\(outcome.errors)", sourceLocation: place)
    let isEnded = outcome.errors.hasSuffix(".\n") || outcome.errors.hasSuffix("?\n")
    #expect(isEnded, "\(outcome.errors)", sourceLocation: place)
    #expect(outcome.output.isEmpty, sourceLocation: place)
    return outcome.errors
  }

  @Test(
    "data that is no series is refused with what is wrong and where",
    arguments: [
      ("nosuch.csv", nil, "no file nosuch.csv"), ("folder", nil, "is a folder"),
      ("empty.csv", "", "is empty"), ("header.csv", "a,b\n", "no row follows"),
      ("text.csv", "a,b\n1,2\n3,x\n", "line 3, column 2 (b): 'x' is not a number"),
      ("short.csv", "a\n1\n2\n3\n", "has 3 rows"), ("ragged.csv", "a,b\n1,2\n3\n", "line 3"),
      ("gap.csv", "a,b\n1,2\n,4\n", "--missing interpolate"),
      ("zero.csv", "a\n1\n\u{0}\n", "line 3"),
    ])
  func data(name: String, content: String?, words: String) throws {
    let folder = try ScratchFolder()
    if let content {
      try folder.write(name, content)
    } else if name == "folder" {
      try FileManager.default.createDirectory(
        atPath: folder.path(name), withIntermediateDirectories: true)
    }
    let target = name == "gap.csv" ? " --target a" : ""
    let text = try sentence("train --data \(name)\(target)", 1, in: folder)
    #expect(text.contains(words), "\(text)")
    #expect(!folder.has("runs"), "a run that was refused leaves no folder")
  }

  @Test("a missing column is refused with those there are")
  func missingColumn() throws {
    let folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 10)
    for option in ["target", "inputs", "future", "static", "time"] {
      let text = try sentence("train --data waves.csv --\(option) c", 1, in: folder)
      #expect(text.contains("no column 'c'") && text.contains("date, a, b"), "\(text)")
    }
  }

  @Test(
    "counts that are zero, negative, absurd or no numbers are usage errors",
    arguments: ["window", "horizon", "batch-size", "epochs", "workers"],
    ["0", "-1", "-9223372036854775808", "99999999999", "99999999999999999999", "1e3", "x", ""])
  func counts(option: String, value: String) throws {
    if option == "epochs", value == "0" { return }
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(["train", "--\(option)", value], in: folder)
    #expect(outcome.code == 64, "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1 && outcome.errors.hasPrefix("skein: "))
    #expect(!folder.has("runs"))
  }

  @Test(
    "numbers out of range are usage errors",
    arguments: [
      "--learning-rate 0", "--learning-rate -1", "--learning-rate nan", "--learning-rate inf",
      "--clip-norm 0", "--clip-norm -2", "--clip-norm nan", "--test-split 1", "--test-split -0.1",
      "--test-split nan", "--validation-split 1", "--validation-split 2", "--seed -1",
      "--seed 18446744073709551616", "--scale big", "--missing ignore", "--loss cubic",
      "--target a,,b", "--target ,", "--nosuch", "extra",
    ])
  func usage(option: String) throws {
    _ = try sentence("train \(option)", 64, in: ScratchFolder())
  }

  @Test(
    "a model that cannot be is refused with what can",
    arguments: [
      ("mlp:3", "lstm, gru, rnn, dense"), ("lstm:4,bidirectional(mlp:3)", "character 22"),
      ("lstm", "UNITS"), ("lstm:0,dense:1", "“0”"),
      ("lstm:99999999,dense:1", "99999999"), ("lstm:4", "dense:1"), ("lstm:4,dense:2", "dense:1"),
      ("dense:1", "whole sequence"), ("lstm:4:backwards,dense:1", "backwards"),
      ("lstm:4,dense:1:swish", "relu"), (",", "layer"), ("lstm:4,last,lstm:2", "sequence"),
    ])
  func model(model: String, words: String) throws {
    let text = try sentence("train --model \(model)", 64, in: ScratchFolder())
    #expect(text.contains(words), "\(text)")
  }

  @Test("a model that no machine has room for is refused before it is made")
  func hugeModel() throws {
    let folder = try ScratchFolder()
    let text = try sentence("train --model lstm:65536,lstm:65536,dense:1", 64, in: folder)
    #expect(text.contains("fewer units"))
    let largest = try sentence(
      "train --model lstm:22000,dense:1 --batch-size 512 --workers 200", 1, in: folder)
    #expect(largest.contains("GB are free"), "\(largest)")
  }

  @Test("an unknown placement is refused with those known")
  func placement() throws {
    let folder = try ScratchFolder()
    let text = try sentence("train --placement close", 64, in: folder)
    #expect(text.contains("spread, compact, smt, none"))
    for list in ["0,0", "4-1", "99999", "0,", "60000"] {
      _ = try sentence("train --placement \(list)", 64, in: folder)
      _ = try sentence("topology --placement \(list)", 64, in: folder)
    }
  }

  @Test("an unknown instruction set is refused with those known")
  func instructionSet() throws {
    let outcome = try SkeinProgram.run(
      "train", in: ScratchFolder(), environment: ["SKEIN_ISA": "avx1024"])
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains("baseline, avx2, avx512"))
  }

  @Test("an output folder with a run in it says --overwrite")
  func existingFolder() throws {
    let folder = try ScratchFolder()
    let line = "train --epochs 0 --model lstm:2,dense:1 --output run"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let before = try folder.bytes("run/run.json")
    #expect(try sentence(line, 1, in: folder).contains("--overwrite"))
    #expect(try folder.bytes("run/run.json") == before)
    try folder.write("run/notes.txt", "mine")
    #expect(try SkeinProgram.run(line + " --seed 1 --overwrite", in: folder).code == 0)
    #expect(try folder.text("run/notes.txt") == "mine")
    #expect(try folder.bytes("run/run.json") != before)
  }

  @Test("an output folder that cannot be written is refused")
  func unwritableFolder() throws {
    let folder = try ScratchFolder()
    try folder.write("file", "")
    #expect(try sentence("train --output file", 1, in: folder).contains("not a folder"))
    #expect(try sentence("train --output file/run", 1, in: folder).contains("not a folder"))
    _ = try sentence("train --output /proc/nosuch/run", 1, in: folder)
    let empty = try SkeinProgram.run(["train", "--output", ""], in: folder)
    #expect(empty.code == 64)
  }

  @Test("a disk that is full is told, without a trap", .limitsTheProcess)
  func fullDisk() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      "ulimit -f 1; \"$SKEIN\" train --quiet --epochs 0 --output run", in: folder)
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("file-size limit"), "\(outcome.errors)")
    #expect(!folder.has("run/run.json"))
  }

  @Test("a loss that is not finite stops with its place, and the last good weights are kept")
  func notFinite() throws {
    let folder = try ScratchFolder()
    try folder.write("huge.csv", "v\n" + (0..<60).map { "\($0 % 3)e30\n" }.joined())
    let line = "train --data huge.csv --window 4 --model lstm:3,dense:1 --scale none --output run"
    let outcome = try SkeinProgram.run(line + " --recipe plain --json --epochs 2", in: folder)
    #expect(outcome.code == 1)
    let last = try #require(outcome.errorLines.last)
    #expect(last.contains(#/^skein: the loss became NaN in epoch [12], step [12];/#), "\(last)")
    #expect(last.contains("last good weights are kept") && last.contains("--clip-norm"))
    #expect(try outcome.results()["failure"] is String)
    // The weights that were kept are finite, so the run can be used.
    #expect(try SkeinProgram.run("predict run", in: folder).code == 0)
  }

  @Test("a gradient that overflows leaves the last good weights, their history and pictures")
  func gradientOverflow() throws {
    let folder = try ScratchFolder()
    // The squared errors are finite, but not the squares of the gradients.
    try folder.write("huge.csv", "v\n" + (0..<60).map { "\($0 % 14 - 7)e19\n" }.joined())
    let line =
      "train --data huge.csv --window 8 --model lstm:2,dense:1 --batch-size 64 --scale none --output run"
    let outcome = try SkeinProgram.run(line + " --recipe plain --json --epochs 5", in: folder)
    #expect(outcome.code == 1)
    let last = try #require(outcome.errorLines.last)
    #expect(last.hasPrefix("skein: a gradient was too large to be squared in epoch"), "\(last)")
    #expect(last.contains("last good weights are kept") && last.contains("--clip-norm"))
    #expect(try outcome.results()["failure"] is String)
    for file in ["model.safetensors", "history.csv", "predictions.svg", "residuals.svg"] {
      #expect(folder.has("run/\(file)"), "\(file)")
    }
    #expect(try SkeinProgram.run("predict run", in: folder).code == 0)
  }

  @Test(
    "on a terminal, what ends a training begins a line of its own below the progress bar",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
  func progressLine() throws {
    let folder = try ScratchFolder()
    try folder.write("huge.csv", "v\n" + (0..<60).map { "\($0 % 14 - 7)e19\n" }.joined())
    let outcome = try SkeinProgram.shell(
      """
      TERM=xterm script -qec '"$SKEIN" train --data huge.csv --window 8 --model lstm:2,dense:1 \
        --epochs 5 --workers 1 --recipe plain --scale none --output run' /dev/null </dev/null
      """, in: folder)
    #expect(outcome.code == 1)
    let lines = outcome.output.split(whereSeparator: \.isNewline)
    let bar = try #require(lines.firstIndex { $0.contains("epoch 1/5") }, "\(outcome.output)")
    let end = try #require(lines.firstIndex { $0.hasPrefix("skein: a gradient was too large") })
    #expect(bar < end)
  }

  @Test("a command that does not exist is refused with those there are")
  func unknownCommand() throws {
    let folder = try ScratchFolder()
    #expect(try sentence("trian", 64, in: folder).contains("did you mean train?"))
    let text = try sentence("frobnicate --json", 64, in: folder)
    for name in ["train", "predict", "forecast", "evaluate", "topology"] {
      #expect(text.contains(name))
    }
  }

  @Test("stored runs that are none are refused")
  func noRun() throws {
    let folder = try ScratchFolder()
    for command in ["predict", "evaluate", "forecast --steps 3"] {
      #expect(try sentence("\(command) nosuch", 1, in: folder).contains("no run folder nosuch"))
      #expect(try sentence("\(command) .", 1, in: folder).contains("no run.json"))
    }
    #expect(try sentence("predict", 64, in: folder).contains("<run>"))
    for steps in ["0", "-1", "1000001", "x"] {
      _ = try sentence("forecast run --steps \(steps)", 64, in: folder)
    }
  }
}
