import Skein
import Testing

@Suite("XXH64")
struct XXHash64Tests {
  /// The sequence of the reference implementation's sanity test.
  static let data: [UInt8] = {
    var state: UInt64 = 2_654_435_761
    return (0..<300).map { _ in
      defer { state = state &* 11_400_714_785_074_694_797 }
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }()

  // Golden/XXHash64/make_golden.py
  @Test("digests are those of the reference implementation")
  func golden() throws {
    let text = String(decoding: try goldenBytes("XXHash64/xxh64.csv"), as: UTF8.self)
    let rows = text.split(separator: "\n").dropFirst()
    #expect(rows.count == 150)
    for row in rows {
      let fields = row.split(separator: ",")
      let length = try #require(Int(fields[0]))
      let seed = try #require(UInt64(fields[1]))
      let expected = try #require(UInt64(fields[2], radix: 16))
      #expect(XXHash64.digest(Array(Self.data.prefix(length)), seed: seed) == expected)
    }
  }

  @Test("the digest does not depend on how the bytes are cut into pieces")
  func pieces() {
    let whole = Self.data.prefix(100)
    let expected = XXHash64.digest(Array(whole))
    for first in 0...100 {
      for second in stride(from: first, through: 100, by: 7) {
        var hash = XXHash64()
        for piece in [whole[..<first], whole[first..<second], whole[second...]] {
          Array(piece).withUnsafeBytes { hash.update($0) }
        }
        #expect(hash.digest == expected, "cut at \(first) and \(second)")
      }
    }
  }
}
