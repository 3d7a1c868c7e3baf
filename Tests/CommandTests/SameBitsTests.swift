import Foundation
import KernelInterface
import Skein
import Support
import Testing
import Topology

/// One seed gives one model, byte for byte, wherever and on however many workers it was trained.
@Suite("The same bits") struct SameBitsTests {
  /// Odd sizes: units, batch, window and several inputs.
  struct Size: CustomTestStringConvertible {
    var model: String
    var batch: Int
    var window: Int
    var inputs = "a"
    var more = ""

    var testDescription: String { "\(model) B=\(batch) T=\(window) \(inputs) \(more)" }
  }

  static let sizes = [
    Size(model: "lstm:1,dense:1", batch: 1, window: 1),
    Size(model: "lstm:7,dense:1", batch: 5, window: 2, inputs: "a,b"),
    Size(model: "lstm:33,lstm:7,dense:1", batch: 31, window: 3, inputs: "a,b"),
    Size(model: "lstm:60,dense:3:tanh,dense:1", batch: 50, window: 7, more: "--clip-norm 0.1"),
  ]

  private func models(_ size: Size, _ variants: [(line: String, isa: String)]) throws -> [[UInt8]] {
    let folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 90)
    return try variants.enumerated().map { index, variant in
      let line =
        "train --data waves.csv --target a --inputs \(size.inputs) --model \(size.model)"
        + " --batch-size \(size.batch) --window \(size.window) --epochs 2 --quiet \(size.more)"
        + " --output run\(index) \(variant.line)"
      let outcome = try SkeinProgram.run(
        line, in: folder, environment: ["SKEIN_ISA": variant.isa])
      #expect(outcome.code == 0, "\(outcome.errors)")
      return try folder.bytes("run\(index)/model.safetensors")
    }
  }

  @Test("for any number of workers", arguments: sizes)
  func workers(size: Size) throws {
    let models = try models(size, [1, 2, 3, 5].map { ("--workers \($0)", "auto") })
    #expect(models.allSatisfy { $0 == models[0] })
  }

  @Test("for any placement", arguments: sizes)
  func placements(size: Size) throws {
    let one = try #require(Array(Machine.discover().allowedProcessors).first)
    let policies = ["spread", "compact", "smt", "none", "\(one)"]
    let models = try models(size, policies.map { ("--workers 2 --placement \($0)", "auto") })
    #expect(models.allSatisfy { $0 == models[0] })
  }

  @Test("for any instruction set of this processor", arguments: sizes)
  func instructionSets(size: Size) throws {
    let names = KernelSelection.available.map(\.instructionSet.rawValue)
    let models = try models(size, names.map { ("", $0) })
    #expect(models.allSatisfy { $0 == models[0] })
  }

  @Test("but not for another seed")
  func seeds() throws {
    let models = try models(Self.sizes[1], [("--seed 1", "auto"), ("--seed 2", "auto")])
    #expect(models[0] != models[1])
  }
}
