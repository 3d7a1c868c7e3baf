import Foundation
import Support
import Testing

/// Situations that have once ended badly, or could have.
@Suite("Cases", .serialized)
struct CaseTests {
  private static let small = "--data sine --window 8 --model lstm:4,dense:1 --quiet"

  private static func finishedRun(epochs: Int, _ extra: String = "") throws -> ScratchFolder {
    let folder = try ScratchFolder()
    let outcome = try SkeinProcess.run(
      "train \(small) --epochs \(epochs) --output run \(extra)", in: folder)
    try #require(outcome.succeeded, "\(outcome.errors)")
    return folder
  }

  @Test("a resume that is refused leaves the record of a finished run, which still goes on")
  func refusedResume() throws {
    let folder = try Self.finishedRun(epochs: 5)
    let record = try folder.bytes("run/run.json")
    let refused = try SkeinProcess.run("train --resume run --epochs 3 --quiet", in: folder)
    #expect(refused.end == .exited(1) && TracedRun.fault(refused) == nil)
    #expect(try folder.bytes("run/run.json") == record)
    for line in ["evaluate run", "train --resume run --quiet"] {
      let outcome = try SkeinProcess.run(line, in: folder)
      #expect(outcome.succeeded, "\(line): \(outcome.errors)")
    }
  }

  @Test(
    "under a limit on memory a training with large layers is refused in a sentence, or succeeds",
    .limitsTheProcess)
  func memory() throws {
    let folder = try ScratchFolder()
    for megabytes in stride(from: 500, through: 2300, by: Torture.isLong ? 100 : 600) {
      let outcome = try SkeinProcess.run(
        "train --window 200 --model lstm:600,dense:1 --epochs 1 --batch-size 512 --workers 2"
          + " --validation-split 0 --output run --overwrite --quiet",
        in: folder, setup: "ulimit -v \(megabytes * 1000)")
      let fault = TracedRun.fault(outcome)
      #expect(fault == nil, "\(megabytes) MB")
    }
  }

  @Test("weights that are said to be kept after a gradient overflowed are in the model")
  func gradientOverflow() throws {
    let folder = try ScratchFolder()
    let values = (0..<60).map { row in String(format: "%.4e", 1e20 * sin(0.3 * Double(row))) }
    try folder.write("huge.csv", "v\n" + values.joined(separator: "\n") + "\n")
    let trained = try SkeinProcess.run(
      "train --data huge.csv --window 8 --model lstm:2,dense:1 --batch-size 64 --epochs 5 --quiet --scale none"
        + " --recipe plain --output run", in: folder)
    #expect(trained.end == .exited(1) && trained.errors.contains("the last good weights are kept"))
    #expect(folder.has("run/model.safetensors") && folder.has("run/history.csv"))
    #expect(try SkeinProcess.run("predict run", in: folder).succeeded)
  }

  @Test("a column name of 100,000 letters costs no time")
  func longName() throws {
    let folder = try ScratchFolder()
    let rows = (0..<40).map { "\($0 % 7)\n" }.joined()
    try folder.write("table.csv", String(repeating: "h", count: 100_000) + "\n" + rows)
    let outcome = try SkeinProcess(
      script: """
        exec timeout 5 "$SKEIN" train --data table.csv --epochs 1 --window 3 --quiet \
          --model lstm:2,dense:1 --output run
        """, in: folder
    ).wait()
    #expect(outcome.succeeded, "\(outcome.end): \(outcome.errors.prefix(300))")
  }

  @Test("control characters in a column name do not reach the terminal")
  func controlCharacters() throws {
    let folder = try ScratchFolder()
    let rows = (0..<60).map { "\($0 % 7)\n" }.joined()
    try folder.write("table.csv", "\"\u{1B}]0;title\u{7}\u{1B}[31mred\"\n" + rows)
    let lines = [
      "train --data table.csv --window 4 --model lstm:2,dense:1 --epochs 1 --output run",
      "evaluate run",
    ]
    for line in lines {
      let outcome = try SkeinProcess.run(line, in: folder)
      #expect(outcome.succeeded, "\(outcome.errors)")
      let text = (outcome.output + outcome.errors).unicodeScalars
      #expect(!text.contains("\u{1B}") && !text.contains("\u{7}"), "\(line)")
    }
  }

  @Test("a weight with one flipped bit is noticed")
  func flippedWeight() throws {
    let folder = try Self.finishedRun(epochs: 2)
    var bytes = try folder.bytes("run/model.safetensors")
    bytes[bytes.count - 98] ^= 8
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path("run/model.safetensors")))
    for line in ["evaluate run", "predict run"] {
      let outcome = try SkeinProcess.run(line, in: folder)
      #expect(outcome.end == .exited(1) && outcome.errors.contains("model.safetensors"))
      let fault = TracedRun.fault(outcome)
      #expect(fault == nil, "\(line)")
    }
  }

  @Test("a run that was extended and interrupted says whose model is measured")
  func staleModel() throws {
    let folder = try Self.finishedRun(epochs: 3)
    let extended = try SkeinProcess(
      "train --resume run --epochs 4000000 --quiet", in: folder)
    try extended.waitUntilItTrains()
    extended.send(SIGTERM)
    #expect(try extended.wait().end == .exited(143))
    for line in ["evaluate run", "predict run"] {
      let outcome = try SkeinProcess.run(line, in: folder)
      #expect(!outcome.errors.isEmpty, "\(line) says nothing")
      let fault = TracedRun.fault(outcome)
      #expect(fault == nil, "\(line)")
    }
  }

  @Test("the best model is there in the end in spite of one write that failed", .tracesTheProcess)
  func bestModel() throws {
    let reference = try Self.finishedRun(epochs: 1, "--keep-best --workers 1")
    let counted = TracedRun.Counted(below: "run/best.safetensors")
    let folder = try ScratchFolder()
    let run = try TracedRun(
      "train \(Self.small) --epochs 1 --keep-best --workers 1 --output run", in: folder,
      .error("EIO", at: 1), counting: counted)
    #expect(run.outcome.succeeded, "\(run.outcome.errors)")
    #expect(folder.has("run/best.safetensors"))
    if folder.has("run/best.safetensors") {
      #expect(
        try folder.bytes("run/best.safetensors") == reference.bytes("run/best.safetensors"))
    }
  }

  @Test(
    "what a training of 1.9 million epochs writes, the program reads",
    .enabled("takes two minutes") { Torture.isLong && !Sanitizer.isPresent })
  func manyEpochs() throws {
    let folder = try ScratchFolder()
    try folder.write("table.csv", "v\n" + (0..<60).map { "\($0 % 7).5\n" }.joined())
    let lines = [
      "train --data table.csv --model lstm:2,dense:1 --window 4 --batch-size 64 --epochs 1900000"
        + " --workers 1 --quiet --output run", "predict run", "train --resume run --quiet",
    ]
    for line in lines {
      let outcome = try SkeinProcess.run(line, in: folder)
      #expect(outcome.succeeded, "\(line): \(outcome.errors)")
    }
  }
}
