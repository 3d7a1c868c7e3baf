import Foundation
import Support
import Testing

@Suite("The guides for who comes from elsewhere") struct GuideTests {
  private static let guides = [("from-keras", "FromKeras"), ("from-pytorch", "FromPyTorch")]
  private static let articles = [
    ("TheReferenceJob", "ReferenceJob"), ("ACellOfYourOwn", "CustomCell"),
  ]
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    let rows = (0..<400).map { String(format: "%.6f\n", 50 + 20 * sin(Double($0) / 5)) }
    try folder.write("load.csv", "load\n" + rows.joined())
  }

  /// The blocks of a page in some language, in their order.
  private func blocks(_ language: String, of page: String) throws -> [String] {
    try blocks(language, ofFile: "docs/\(page).md")
  }

  private func blocks(_ language: String, ofFile file: String) throws -> [String] {
    let path = Self.root.appendingPathComponent(file).path
    let parts = try String(contentsOfFile: path, encoding: .utf8).split(
      separator: "```\(language)\n", omittingEmptySubsequences: false)
    return try parts.dropFirst().map { part in
      let end = try #require(part.range(of: "\n```\n"))
      return String(part[..<end.lowerBound]) + "\n"
    }
  }

  @Test("the Swift of a guide is an example, block after block", arguments: guides)
  func swift(page: String, example: String) throws {
    let path = Self.root.appendingPathComponent("Examples/\(example)/main.swift").path
    let source = try String(contentsOfFile: path, encoding: .utf8)
    #expect(try blocks("swift", of: page).joined(separator: "\n") == source)
  }

  @Test("the Swift of an article in the documentation is an example", arguments: articles)
  func article(page: String, example: String) throws {
    let path = Self.root.appendingPathComponent("Examples/\(example)/main.swift").path
    let source = try String(contentsOfFile: path, encoding: .utf8)
    let found = try blocks("swift", ofFile: "Sources/Skein/Skein.docc/\(page).md").joined()
    // Blocks may part where the program has no blank line, and the other way round.
    #expect(found.split(separator: "\n") == source.split(separator: "\n"))
  }

  @Test("the example trains, and its model forecasts better than the last value", arguments: guides)
  func example(page: String, example: String) throws {
    let outcome = try SkeinProgram.shell("exec \"$(dirname \"$SKEIN\")/\(example)\"", in: folder)
    #expect(outcome.succeeded, "\(outcome.errors)")
    let line = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix("RMSE ") })
    let errors = line.matches(of: #/[0-9]+\.[0-9]+/#).compactMap { Double($0.output) }
    #expect(errors.count == 2 && errors[0] < errors[1], "\(line)")
    #expect(folder.has("load.safetensors"))
  }

  @Test("the commands of a guide run, one after the other", arguments: guides)
  func commands(page: String, example: String) throws {
    let script = try blocks("sh", of: page).joined()
    let outcome = try SkeinProgram.shell(
      "set -e\nskein() { \"$SKEIN\" \"$@\"; }\n\(script)", in: folder)
    #expect(outcome.succeeded, "\(outcome.errors)")
    #expect(folder.has("predictions.csv") && folder.has("runs/load/forecast.csv"))
  }

  @Test("each guide has as much Python as Swift", arguments: guides)
  func python(page: String, example: String) throws {
    #expect(try blocks("python", of: page).count == blocks("swift", of: page).count)
  }
}
