import Foundation
import Testing
import Topology

@Suite struct CPUSetTests {
  /// Every subset of processors on both sides of a word boundary.
  static let small: [[Int]] = (0..<256).map { bits in
    (0..<8).filter { bits >> $0 & 1 == 1 }.map { [0, 1, 62, 63, 64, 65, 127, 128][$0] }
  }

  @Test("the text form, the sorted walk and JSON give every small set back")
  func roundTrip() throws {
    for numbers in Self.small {
      let set = CPUSet(numbers)
      #expect(Array(set) == numbers)
      #expect(set.count == numbers.count)
      #expect(set.isEmpty == numbers.isEmpty)
      #expect(set.first == numbers.first)
      #expect(try CPUSet(parsing: set.description) == set)
      let json = try JSONEncoder().encode([set])
      #expect(String(decoding: json, as: UTF8.self) == "[\"\(set)\"]")
      #expect(try JSONDecoder().decode([CPUSet].self, from: json) == [set])
    }
  }

  @Test("the operations agree with Swift's Set on every pair of small sets")
  func operations() {
    for a in Self.small {
      for b in Self.small {
        let (x, y) = (CPUSet(a), CPUSet(b))
        let (s, t) = (Set(a), Set(b))
        let agrees =
          x.union(y) == CPUSet(s.union(t)) && x.intersection(y) == CPUSet(s.intersection(t))
          && x.subtracting(y) == CPUSet(s.subtracting(t)) && x.isSubset(of: y) == s.isSubset(of: t)
          && x.isDisjoint(with: y) == s.isDisjoint(with: t) && (x == y) == (s == t)
        #expect(agrees, "\(x) and \(y)")
      }
    }
  }

  @Test("the text is the shortest, whatever the order it was read in")
  func shortest() throws {
    #expect(try CPUSet(parsing: "7,4,0,2,5-6").description == "0,2,4-7")
    #expect(try CPUSet(parsing: "0,1").description == "0-1")
    #expect(try CPUSet(parsing: "65535") == [65535])
    #expect(try CPUSet(parsing: "") == [])
    #expect(!CPUSet([3]).contains(-1))
    #expect(!CPUSet([3]).contains(1 << 40))
  }

  @Test(
    "a bad list is refused with its reason",
    arguments: [
      ("0,,2", "a number is missing beside a comma"),
      ("0,", "a number is missing beside a comma"),
      ("5-3", "the range 5-3 runs backwards"),
      ("1-", "\"1-\" is neither a number nor a range"),
      ("-1", "\"-1\" is neither a number nor a range"),
      ("1-2-3", "\"1-2-3\" is neither a number nor a range"),
      ("0 2", "\"0 2\" is neither a number nor a range"),
      ("٣", "\"٣\" is neither a number nor a range"),
      ("99999999999999999999", "\"99999999999999999999\" is neither a number nor a range"),
      ("0-4000000000", "4000000000 is above 65535"),
      ("2,0-3", "processor 2 is listed twice"),
    ])
  func bad(text: String, reason: String) {
    #expect(
      thrown { () throws(TopologyError) in try CPUSet(parsing: text) }
        == .processorList(text: text, reason: reason))
  }
}
