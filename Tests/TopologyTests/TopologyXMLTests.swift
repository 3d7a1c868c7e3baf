import Foundation
import Testing
import Topology

@Suite struct TopologyXMLTests {
  private func refusal(_ text: String) -> TopologyError? {
    thrown { () throws(TopologyError) in
      try Machine.load(xml: Array(text.utf8), path: "m.xml", mask: nil, quota: nil)
    }
  }

  @Test(
    "what is not a topology is refused with its line",
    arguments: [
      ("", 1, "there is no <topology> element"),
      ("hello", 1, "the file does not begin with <"),
      ("\n\n<html></html>", 3, "<html> stands where <topology> is expected"),
      ("<topology>\n<object>\n</topology>", 2, "an object has no type"),
      ("<topology>\n<object type=\"PU\n\"/>", 2, "the value of type does not end with a quote"),
      ("<topology", 1, "the file ends inside <topology>"),
      ("<topology>\n", 2, "the file ends inside <topology>"),
      ("<topology a=\"1\" a=\"2\"/>", 1, "<topology> has the attribute a twice"),
      ("<topology a=1/>", 1, "<topology> holds a malformed attribute"),
      ("<topology></topology>!", 1, "text follows the last element"),
      ("<topology>\n<object/>", 2, "an object has no type"),
      (
        "<topology>\n<object type=\"Machine\" cpuset=\",x0\"/>", 2,
        "cpuset=\",x0\" is no set of processors or nodes"
      ),
      (
        "<topology>\n<object type=\"Machine\" cpuset=\"0xf...f\"/>", 2,
        "cpuset=\"0xf...f\" is no set of processors or nodes"
      ),
      (
        "<topology>\n<object type=\"Machine\" cpuset=\"0x\r1\u{85}\"/>", 2,
        "cpuset=\"0x\\r1\\u{0085}\" is no set of processors or nodes"
      ),
      (
        "<topology version=\"2.0\">\n<object type=\"Machine\" cpuset=\"0x1\"/>", 2,
        "an object (Machine) has a cpuset but no complete_cpuset"
      ),
    ])
  func faults(text: String, line: Int, reason: String) {
    let error = refusal(text)
    #expect(error == .xml(path: "m.xml", line: line, reason: reason))
    #expect(
      error?.description == "m.xml:\(line): not a topology in hwloc's XML: \(reason); export one "
        + "with `lstopo --of xml FILE.xml`, from hwloc 1, 2 or 3.")
  }

  @Test("deep nesting is refused, not followed")
  func deep() {
    let group = "<object type=\"Group\" cpuset=\"0x1\" complete_cpuset=\"0x1\">"
    let machine = group.replacing("Group", with: "Machine")
    let error = refusal(
      "<topology version=\"2.0\">" + machine + String(repeating: group, count: 100_000))
    #expect(error == .xml(path: "m.xml", line: 1, reason: "elements nest more than 128 deep"))
  }

  @Test("a topology without a machine is refused")
  func empty() {
    #expect(
      refusal("<topology version=\"2.0\"></topology>")
        == .xml(path: "m.xml", line: 1, reason: "there is no Machine in it"))
  }

  @Test("a file cut off anywhere is refused", arguments: Machines.xmlNames)
  func truncated(_ name: String) throws {
    let bytes = try Machines.bytes(name)
    let end = try #require(bytes.lastIndex(of: UInt8(ascii: ">")))
    for length in stride(from: 0, to: end, by: max(1, end / 50)) {
      let error = thrown { () throws(TopologyError) in
        try Machine.load(xml: Array(bytes.prefix(length)), path: name, mask: nil, quota: nil)
      }
      #expect(error != nil, "\(length) of \(bytes.count) bytes")
    }
  }

  @Test(
    "a damaged file is refused or gives a machine that can be used", arguments: Machines.xmlNames)
  func damaged(_ name: String) throws {
    let original = try Machines.bytes(name)
    let digits = original.indices.filter {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(original[$0])
    }
    var random = SplitMix64(state: 42)
    for round in 0..<(600_000 / (original.count + 4000)) {
      var bytes = original
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let anywhere = Int.random(in: 0..<bytes.count, using: &random)
        let digit = digits[Int.random(in: 0..<digits.count, using: &random)]
        switch round % 3 {
        case 0: bytes[anywhere] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[digit] = UInt8.random(in: 48...57, using: &random)
        default: bytes[digit] = Array("fx- \"<>/,9".utf8)[Int.random(in: 0..<10, using: &random)]
        }
      }
      do {
        let machine = try Machine.load(xml: bytes, path: name, mask: nil, quota: nil)
        let placement = try machine.place(workers: machine.processors)
        #expect(
          placement.workers.allSatisfy { $0.processors.isSubset(of: machine.allowedProcessors) })
      } catch {
        #expect(error.description.hasPrefix(name) && !error.description.contains("\n"))
      }
    }
  }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
