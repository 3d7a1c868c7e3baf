import Foundation
import Support
import Testing

@Suite("skein ensemble") struct EnsembleTests {
  private static let options =
    "--window 6 --model lstm:4,dense:1 --epochs 2 --test-split 0.25 --quiet"

  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    let rows = (0..<160).map { "\(sin(Double($0) / 5) + Double($0 * $0 % 7) / 20)" }
    try folder.write("wave.csv", (["value"] + rows).joined(separator: "\n") + "\n")
  }

  @discardableResult
  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    try #require(outcome.code == 0, "\(line): \(outcome.errors)")
    return outcome
  }

  private func train(seeds: Int, _ more: String = "") throws {
    for seed in 1...seeds {
      try run("train --data wave.csv \(Self.options) --seed \(seed) --output run\(seed) \(more)")
    }
  }

  private func predictions(_ run: String) throws -> [Double] {
    try folder.lines("\(run)/predictions.csv").dropFirst().map {
      try #require(Double($0.split(separator: ",")[2]), "\($0)")
    }
  }

  @Test("predicts the mean of its runs, is measured, and needs them no more")
  func mean() throws {
    try train(seeds: 3, "--recipe plain --scale standard")
    let outcome = try run("ensemble run1 run2 run3 --output all")
    #expect(outcome.errors.contains("the mean of what 3 runs say"))
    #expect(outcome.output.contains("RMSE"))
    #expect(!outcome.errors.contains("samples/s"), "nothing was trained")
    let members = try (1...3).map { try predictions("run\($0)") }
    for (row, told) in try predictions("all").enumerated() {
      let mean = members.reduce(0) { $0 + $1[row] } / 3
      #expect(abs(told - mean) < 2e-6, "row \(row)")
    }
    for number in 1...3 { try folder.remove("run\(number)") }
    let forecast = try run("forecast all --steps 5 --output - --quiet").output
    #expect(forecast.split(separator: "\n").count == 6)
    #expect(try run("evaluate all").output.contains("RMSE"))
    for file in ["predictions.svg", "report.html"] { #expect(folder.has("all/\(file)")) }
    #expect(!folder.has("all/loss.svg"))
    // What goes on from it trains all members.
    try run("train --from all --epochs 1 --quiet --output on")
    let record = try folder.text("on/run.json")
    #expect(record.contains("\"layers\" : \"ensemble(lstm:4,dense:1):3\""))
  }

  @Test("has intervals and a share of its own, with the recipe that is taken unasked")
  func recipe() throws {
    try train(seeds: 2)
    try run("ensemble run1/ run2")
    #expect(folder.has("run1-ensemble/model.safetensors"))
    let record = try folder.text("run1-ensemble/run.json")
    #expect(record.contains("\"intervals\" : {"))
    #expect(try run("compare run1 run2 run1-ensemble").output.contains("RMSE"))
  }

  @Test("is refused in one sentence where the runs do not go together")
  func refused() throws {
    try train(seeds: 2)
    try run("train --data wave.csv \(Self.options) --seed 3 --window 7 --output other --overwrite")
    for (line, told) in [
      ("ensemble run1", "an ensemble is of 2 to 100 runs, not of 1"),
      ("ensemble run1 run2 run1", "run1 and run1 have the same weights"),
      ("ensemble run1 other", "run1 and other differ in their windows"),
      ("ensemble run1 nowhere", "nowhere"),
    ] {
      let outcome = try SkeinProgram.run(line, in: folder)
      #expect(outcome.code != 0 && outcome.errors.contains(told), "\(line): \(outcome.errors)")
      #expect(!folder.has("run1-ensemble"))
    }
  }
}
