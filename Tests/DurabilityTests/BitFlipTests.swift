import Foundation
import Skein
import Support
import Testing

@Suite("Flipped bits")
struct BitFlipTests {
  private static let flips = Torture.isLong ? 1000 : 40
  private static let commands = ["evaluate run", "predict run"]

  @Test("a bit that flips in a file of a run is noticed, or changes no answer")
  func flips() throws {
    let folder = try ScratchFolder()
    let trained = try SkeinProcess.run(BriefRun.line(epochs: 2), in: folder)
    try #require(trained.succeeded, "\(trained.errors)")
    let answers = try Self.commands.map { try SkeinProcess.run($0, in: folder).output }
    let names = try folder.names("run")
    let random = RandomStream(seed: 20_26, purpose: .noise, stream: 22)
    var refused = 0
    for number in 0..<Self.flips {
      let name = names[number % names.count]
      let whole = try folder.bytes("run/\(name)")
      var bytes = whole
      let place = Int(random.bits(at: UInt64(number))) % (8 * bytes.count)
      bytes[place / 8] ^= 1 << UInt8(place % 8)
      try Data(bytes).write(to: URL(fileURLWithPath: folder.path("run/\(name)")))
      for (command, answer) in zip(Self.commands, answers) {
        let outcome = try SkeinProcess.run(command, in: folder)
        let comment: Comment = "\(command), bit \(place % 8) of byte \(place / 8) of \(name)"
        let fault = TracedRun.fault(outcome)
        #expect(fault == nil, comment)
        if outcome.succeeded {
          let isSame = outcome.output == answer
          #expect(isSame, comment)
        } else {
          refused += 1
        }
      }
      try Data(whole).write(to: URL(fileURLWithPath: folder.path("run/\(name)")))
    }
    print("\(Self.flips) bits flipped in \(names.count) files: \(refused) answers refused")
    #expect(refused > 0)
  }
}
