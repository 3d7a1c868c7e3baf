import Foundation
import Testing
import Topology

/// What hwloc-calc does not know: likwid's domains, OpenMP's places, one a cache; and mistakes.
@Suite("Placements in other words, and mistakes in them") struct ExpressionFormTests {
  /// Two sockets of two nodes, an L3 cache each, with four cores of two threads: 32 processors.
  private static let machine = "pack:2 numa:2 l3:1 core:4 pu:2"
  /// Threads numbered as Linux does: the second threads of all cores behind the first ones.
  private static let linux = "pack:2 l3:1 core:4 pu:2(indexes=2*8:8*1)"

  private func places(
    _ text: String, on description: String = machine, workers: Int? = nil
  ) throws -> [String] {
    try Machine.synthetic(description).place(
      workers: workers, policy: PlacementPolicy(parsing: text)
    ).workers.map { "\($0.processors)" }
  }

  @Test(
    "a worker gets a core of each object, a processor of each pu, and its whole place in OpenMP",
    arguments: [
      ("core:0-3", ["0", "2", "4", "6"]), ("pu:0-3", ["0", "1", "2", "3"]),
      ("numa:1", ["8", "10", "12", "14"]), ("package:0.core:0-7:2", ["0", "4", "8", "12"]),
      ("core:3,0,1", ["6", "0", "2"]), ("0x15", ["0", "2", "4"]),
      ("per:l3", ["0", "8", "16", "24"]), ("per:package", ["0", "16"]),
      ("per:l3 xpackage:1", ["16", "24"]), ("core:0 core:0 core:1", ["0", "2"]),
      ("all ~core:1-14", ["0", "30"]), ("core:15:2", ["30", "0"]),
      ("{0:4}:2:4", ["0-3", "4-7"]), ("{0,8},{1:2:8}", ["0,8", "1,9"]),
      ("{6}:3:-2", ["6", "4", "2"]), ("{0:4}:3:4,!{4:4}", ["0-3", "8-11"]),
      ("{0:8,!3}", ["0-2,4-7"]), ("sockets", ["0-15", "16-31"]), ("cores(2)", ["0-1", "2-3"]),
      ("ll_caches", ["0-7", "8-15", "16-23", "24-31"]),
      ("numa_domains(3)", ["0-7", "8-15", "16-23"]),
    ])
  func places(_ text: String, _ expected: [String]) throws {
    #expect(try places(text) == expected)
  }

  @Test(
    "likwid's domains count the first threads of all cores before the second ones",
    arguments: [
      ("S0:0-3", ["0", "1", "2", "3"]), ("S1:0,4", ["4", "12"]), ("N:0-9", nil),
      ("S0:3-4", ["3", "8"]), ("S0:0@S1:0", ["0", "4"]), ("C1:0-1", ["4", "5"]),
      ("E:S0:4", ["0", "8", "1", "9"]), ("E:S0:4:1:2", ["0", "1", "2", "3"]),
      ("E:N:4:2:4", ["0", "8", "2", "10"]), ("S:scatter", nil), ("L:N:0", ["0"]),
    ])
  func domains(_ text: String, _ expected: [String]?) throws {
    let found = try places(text, on: Self.linux)
    guard let expected else {
      // The node: eight first threads; scattered: one of each socket in turn.
      let start = text == "N:0-9" ? (0..<8).map(String.init) : ["0", "4", "1", "5", "2", "6"]
      #expect(Array(found.prefix(start.count)) == start)
      return
    }
    #expect(found == expected)
  }

  @Test("abstract threads are all processors, and more workers take second threads, then share")
  func rounds() throws {
    #expect(try places("threads").count == 32)
    #expect(try places("core:0-1", workers: 5) == ["0", "2", "1", "3", "0"])
    #expect(try places("per:l3", workers: 6) == ["0", "8", "16", "24", "2", "10"])
    #expect(try places("core:0-7", workers: 2) == ["0", "2"])
    #expect(try places("{0:2},{2:2}", workers: 3) == ["0-1", "2-3", "0-1"])
  }

  @Test(
    "a mistake is told with its place",
    arguments: [
      ("core:0-9 nmua:1", 10, "no object called nmua"), ("core:", 6, "is missing"),
      ("core:99", 6, "16 cores there, 0 to 15"), ("core:3-1", 6, "runs backwards"),
      ("core:0-3:0", 10, "at least 1"), ("core:0 1", 8, "list"), ("core:0-3,", 9, "comma"),
      ("core:0 ; core:1", 8, "no object called ;"), ("core:0!", 7, "does not belong"),
      ("~core:0", 1, "begin with all"), ("die:0", 1, "no dies"), ("numa:0.die:0", 8, "no dies"),
      ("core:0.package:0", 16, "no packages there"), ("core.0", 5, "colon"), ("0x", 3, "digits"),
      ("0x1,0x123456789", 5, "at most 8"), ("0x1ffffffff,0x1", 1, "at most 8"),
      ("S7:0", 1, "2 packages"), ("S0:99", 4, "16 hardware threads"), ("S:0", 1, "number"),
      ("E:S0:4:1", 9, "stride"), ("E:S0:16:1:2", 1, "beyond"), ("S0:0@numa:0", 6, "domain"),
      ("{0:4", 5, "closed"), ("{}", 2, "missing"), ("{0}:2:0", 7, "stride of 0"),
      ("{0}:99999999", 5, "above 65535"), ("{0},{4000}", 5, "may be used"),
      ("{0:4000}:60000", 1, "more than"), ("cores(0)", 7, "at least 1"),
      ("cores(99)", 1, "16 cores"),
      ("per:x9", 5, "no object called x9"), ("all ~all", 1, "no processor is left"),
      ("0xf00000000", 1, "may be used"), ("core:0 \u{1F600}", 8, "no object"),
    ])
  func mistakes(_ text: String, _ column: Int, _ words: String) throws {
    let machine = try Machine.synthetic(Self.machine)
    let error = thrown { () throws(TopologyError) in
      try machine.place(policy: try PlacementPolicy(parsing: text))
    }
    guard case .placement(let told, let place, let reason)? = error else {
      Issue.record("\(text): \(String(describing: error))")
      return
    }
    #expect(told == text && place == column && reason.contains(words), "\(place): \(reason)")
    #expect(error?.description.hasPrefix("\"\(text)\" is no placement here: at ") ?? false)
  }

  @Test("what may not be used is left out and told, and nothing but that is refused")
  func cpuset() throws {
    let machine = try Machine.synthetic(Self.machine, mask: CPUSet([0, 2, 8]), quota: nil)
    let placement = try machine.place(policy: PlacementPolicy(parsing: "numa:0"))
    #expect(placement.workers.map(\.processors) == [[0], [2]])
    #expect(
      placement.notes.contains(
        "6 of the 8 processors that the placement names may not be used and are left out: 1,3-7."))
    let error = thrown { () throws(TopologyError) in
      try machine.place(policy: try PlacementPolicy(parsing: "core:0 core:2"))
    }
    #expect(error?.description.contains("at character 8, \"core:2\"") ?? false)
    #expect(error?.description.contains("choose from 0,2,8") ?? false)
  }

  @Test("an expression is stored as its text, with single blanks")
  func text() throws {
    let policy = try PlacementPolicy(parsing: "  core:0-3\t numa:1 ")
    #expect(policy.description == "core:0-3 numa:1")
    let json = try JSONEncoder().encode([policy])
    #expect(try JSONDecoder().decode([PlacementPolicy].self, from: json) == [policy])
  }
}
