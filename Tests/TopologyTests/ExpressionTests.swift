import Foundation
import Testing
import Topology

/// What hwloc-calc answers; `Machines/make-placements.py` wrote `Machines/placements.json`.
struct ExpectedPlacements: Decodable, Sendable, CustomTestStringConvertible {
  let machine: String
  /// The processors of each expression, as a list.
  let answers: [String: String]

  var testDescription: String { machine }

  static let all: [ExpectedPlacements] = {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: Machines.path("placements.json")))
      return try JSONDecoder().decode([ExpectedPlacements].self, from: data)
    } catch {
      Issue.record("placements.json cannot be read: \(error)")
      return []
    }
  }()

  func load() throws -> Machine {
    try Machine.describe(machine.hasSuffix(".xml") ? Machines.path(machine) : machine)
  }
}

@Suite("Placements in the words of the field") struct ExpressionTests {
  private func processors(_ text: String, on machine: Machine) throws -> CPUSet {
    try PlacementExpression(parsing: text).processors(on: machine)
  }

  @Test(
    "an expression names the processors that hwloc-calc names", arguments: ExpectedPlacements.all)
  func likeHwlocCalc(_ expected: ExpectedPlacements) throws {
    let machine = try expected.load()
    for (text, list) in expected.answers {
      #expect(try "\(processors(text, on: machine))" == list, "\(text)")
    }
  }

  @Test("the table has every machine, up to 4,096 processors, and every kind of expression")
  func table() {
    #expect(ExpectedPlacements.all.count >= Machines.expected.count + 4)
    #expect(ExpectedPlacements.all.allSatisfy { $0.answers.count > 30 })
    #expect(ExpectedPlacements.all.contains { $0.answers["all"] == "0-4095" })
  }

  @Test(
    "where hwloc-calc is installed, it still says so",
    .enabled(if: FileManager.default.isExecutableFile(atPath: hwlocCalc)),
    arguments: [
      "48amd64-4d2n6c-sparse.xml", "16em64t-4s2c2t-offlines.xml", "pack:4 numa:2 l3:2 core:4 pu:4",
    ])
  func live(_ name: String) throws {
    let machine = try Machine.describe(name.hasSuffix(".xml") ? Machines.path(name) : name)
    for text in [
      "all", "core:0", "core:2-", "core:3:99", "numa:0", "package:0.core:even", "all ~core:0-1",
      "numa:all.core:0", "core:0-3 xcore:2-5", "core:0-3 ^core:2-5",
      "package:0.core:all.pu:0",
    ] {
      let answer = try Self.calc(name, text)
      #expect(try processors(text, on: machine) == answer, "\(text)")
    }
  }

  private static let hwlocCalc = "/usr/bin/hwloc-calc"

  private static func calc(_ machine: String, _ expression: String) throws -> CPUSet {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: hwlocCalc)
    process.arguments =
      [
        "--disallowed", "-i", machine.hasSuffix(".xml") ? Machines.path(machine) : machine,
        "--physical-output", "-I", "pu",
      ] + expression.split(separator: " ").map(String.init)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return CPUSet(text.split(separator: ",").compactMap { Int($0) })
  }
}
