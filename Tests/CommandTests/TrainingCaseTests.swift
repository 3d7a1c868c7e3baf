import Foundation
import Support
import Testing

/// Cases of trainings that people brought, as they are told in `Tables/README.md`.
@Suite("Trainings that people bring") struct TrainingCaseTests {
  private static let training =
    "--window 10 --model lstm:8,dense:1 --workers 1 --overwrite --output run"

  /// The columns of `history.csv`.
  private func history(_ folder: ScratchFolder) throws -> [[Double?]] {
    try folder.lines("run/history.csv").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    }
  }

  @Test("O1: while the validation loss falls the rate stays, however small the loss is")
  func smallLoss() throws {
    let folder = try ScratchFolder(table: "small-values.csv")
    for scale in ["none", "standard"] {
      let line = "train --data small-values.csv \(Self.training) --epochs 12 --scale \(scale)"
      let outcome = try SkeinProgram.run("\(line) --reduce-on-plateau 2", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let with = try history(folder)
      _ = try SkeinProgram.run(line, in: folder)
      let without = try history(folder)
      let losses = with.map { $0[2] ?? 0 }
      // Two epochs in a row without a loss that is lower by a part of it.
      var (lowest, waited, falls) = (Double.infinity, 0, false)
      for loss in losses {
        waited = loss < lowest * (1 - 1e-4) ? 0 : waited + 1
        lowest = min(lowest, loss)
        falls = falls || waited == 2
      }
      #expect(falls == outcome.errors.contains("the learning rate falls"), "\(outcome.errors)")
      if !falls {
        #expect(with.map { $0[2] } == without.map { $0[2] }, "the bits are those of no callback")
        #expect(Set(with.map { $0[3] }) == [0.001])
      }
    }
  }

  @Test("O: each reduction is told once, and history.csv has the rate of each epoch")
  func reductions() throws {
    let folder = try ScratchFolder()
    let rows = (0..<120).map { "\($0 * 7919 % 104_729 % 97)\n" }
    try folder.write("noise.csv", "v\n" + rows.joined())
    let line =
      "train --data noise.csv \(Self.training) --epochs 8 --scale standard --learning-rate 0.5"
      + " --reduce-on-plateau 1:0.5"
    let outcome = try SkeinProgram.run(line, in: folder)
    let rates = try history(folder).map { $0[3] ?? 0 }
    let reductions = zip(rates.dropFirst(), rates).count { $0 < $1 }
    #expect(rates[0] == 0.5 && reductions > 0, "\(rates)")
    let told = outcome.errorLines.count { $0.contains("the learning rate falls from") }
    // That after the last epoch has no epoch that follows.
    #expect((reductions...reductions + 1).contains(told), "\(outcome.errors)")
    #expect(zip(rates.dropFirst(), rates).allSatisfy { $0 == $1 || $0 == 0.5 * $1 })
    let quiet = try SkeinProgram.run("\(line) --quiet", in: folder)
    #expect(quiet.code == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
  }

  @Test("O: a schedule's rate is that of each epoch's last step, also after a resume")
  func schedule() throws {
    let folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 80)
    let line = "train --data waves.csv \(Self.training) --schedule cosine:20"
    _ = try SkeinProgram.run("\(line) --epochs 6", in: folder)
    let rates = try history(folder).map { $0[3] ?? -1 }
    #expect(rates.count == 6 && zip(rates.dropFirst(), rates).allSatisfy { $0 < $1 }, "\(rates)")
    let resumed = try SkeinProgram.run("train --resume run --epochs 9", in: folder)
    #expect(resumed.code == 0, "\(resumed.errors)")
    let all = try history(folder).map { $0[3] ?? -1 }
    #expect(all.count == 9 && all.prefix(6) == rates[...] && all[6] < rates[5], "\(all)")
  }
}
