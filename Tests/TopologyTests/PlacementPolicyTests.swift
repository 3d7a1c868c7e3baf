import Foundation
import Testing
import Topology

@Suite struct PlacementPolicyTests {
  @Test(
    "the text form and JSON give every policy back",
    arguments: [
      (PlacementPolicy.spread, "spread"), (.compact, "compact"), (.smt, "smt"), (.none, "none"),
      (.processors([0, 2, 4, 5, 6, 7]), "0,2,4-7"), (.processors([7, 0, 1, 2]), "7,0-2"),
      (.processors([3, 2, 1]), "3,2,1"),
    ])
  func roundTrip(_ policy: PlacementPolicy, _ text: String) throws {
    #expect(policy.description == text)
    #expect(try PlacementPolicy(parsing: text) == policy)
    let json = try JSONEncoder().encode([policy])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(text)\"]")
    #expect(try JSONDecoder().decode([PlacementPolicy].self, from: json) == [policy])
  }

  @Test(
    "an unknown policy is refused with the known ones", arguments: ["", "Spread", "sprad", "-1"])
  func unknown(_ text: String) {
    let error = thrown { () throws(TopologyError) in try PlacementPolicy(parsing: text) }
    #expect(
      error?.description == "\"\(text)\" is no placement policy; use spread, compact, smt, none, "
        + "a list of processors such as 0,2,4-7, or objects such as core:0-3, numa:1 or per:l3.")
  }

  @Test("a bad list is refused as a list")
  func badList() {
    let error = thrown { () throws(TopologyError) in try PlacementPolicy(parsing: "0,2,1-3") }
    #expect(
      error?.description == "\"0,2,1-3\" is no list of processors: processor 2 is listed twice; "
        + "write numbers and rising ranges, such as 0,2,4-7.")
  }
}
