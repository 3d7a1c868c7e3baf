import Skein
import Topology

extension FuzzedReader {
  private static let expressions = [
    "core:0-3 numa:1", "package:0.core:0-7:2", "all ~core:odd", "core:0,2-3 xpu:all ^l3:0",
    "S0:0-3@S1:0,1", "E:S0:4:1:2@M:scatter", "L:N:0-2", "0xff", "0x1,,0xf 0xf...f,0x1",
    "{0:4}:2:4,!{1},{0,2,!0,4:2:-1}", "threads", "cores(2)", "ll_caches", "numa_domains(1)",
    "per:l3 xpackage:0", "0,2,4-7", "rank", "1/4", "group:0.die:0", "numanode=0",
  ]

  /// Texts of placements, limits and shares, read and resolved on a machine.
  static func placement() throws -> FuzzedReader {
    let machine = try Machine.synthetic("pack:2 numa:2 l3:1 core:3 pu:2")
    let corpus = expressions.map { Array($0.utf8) }
    return FuzzedReader(
      name: "placement", share: 150, corpus: corpus, generate: generated
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let policy = try PlacementPolicy(parsing: text)
        let again = try PlacementPolicy(parsing: policy.description)
        precondition(again == policy, text)
        let placement = try machine.place(workers: 1 + bytes.count % 40, policy: policy)
        precondition(
          placement.workers.allSatisfy {
            !$0.processors.isEmpty && $0.processors.isSubset(of: machine.allowedProcessors)
          }, text)
        return nil
      } catch {
        var limits = PlacementLimits()
        limits.exclude = text
        limits.split = text
        _ = try? machine.narrowed(by: limits, environment: ["SLURM_TASKS_PER_NODE": text])
        return "\(error)"
      }
    }
  }

  /// Pieces of the grammar in any order.
  @Sendable private static func generated(_ seed: UInt64, _ number: Int) -> [UInt8] {
    var random = Mutator(seed: seed, number: number)
    let pieces = [
      "core", "numa", "package", "pu", "l3", "die", "group", "all", "odd", "even", "per", "root",
      ":", ":", ".", ",", "-", " ", "~", "^", "x", "+", "0", "1", "3", "99999999999999999999",
      "65535", "0x", "f", "...", "{", "}", "!", "S", "N", "M", "E", "L", "C", "@", "scatter",
      "threads", "(", ")", "/", "é", "\u{1B}[31m", "\n",
    ]
    if random.next(3) > 0 {
      let text = expressions[random.next(expressions.count)]
      var characters = Array(text)
      for _ in 0...random.next(3) where !characters.isEmpty {
        let place = random.next(characters.count)
        switch random.next(3) {
        case 0: characters.remove(at: place)
        case 1: characters.insert(contentsOf: pieces[random.next(pieces.count)], at: place)
        default: characters.replaceSubrange(place...place, with: pieces[random.next(pieces.count)])
        }
      }
      return Array(String(characters).utf8)
    }
    return Array((0...random.next(12)).map { _ in pieces[random.next(pieces.count)] }.joined().utf8)
  }
}
