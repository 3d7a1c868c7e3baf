import Skein
import Testing

@Suite("Suggestions for mistyped names") struct SuggestionTests {
  /// Words of the letters a and b, of up to five letters.
  private static let words: [[Character]] = (0...5).flatMap { length in
    (0..<1 << length).map { bits in (0..<length).map { bits >> $0 & 1 == 0 ? "a" : "b" } }
  }

  /// The whole table of the definition.
  private func table(_ a: [Character], _ b: [Character]) -> Int {
    var d = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count {
      for j in 0...b.count {
        if i == 0 || j == 0 {
          d[i][j] = i + j
          continue
        }
        let same = a[i - 1] == b[j - 1]
        d[i][j] = min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1)
        }
      }
    }
    return d[a.count][b.count]
  }

  @Test("the distance near the diagonal is that of the whole table, or none")
  func distance() {
    for first in Self.words {
      for second in Self.words {
        let edits = table(first, second)
        #expect(Suggestion.distance(first, second) == edits)
        for most in 0...6 {
          let found = Suggestion.distance(first, second, atMost: most)
          #expect(found == (edits <= most ? edits : nil), "\(first) \(second) \(most)")
        }
      }
    }
  }

  @Test("65,000 names of any kind are searched at once")
  func manyNames() {
    let long = String(repeating: "abcdefghij", count: 10)
    let families: [(Int) -> String] = [
      { "sensor_\(100_000 + $0)" }, { "\(long.dropLast(6))\(100_000 + $0)" },
      { _ in String(repeating: "x", count: 10_000) },
      { "a" + String(repeating: "\u{301}\u{316}", count: 100) + "\($0)" },
    ]
    let clock = ContinuousClock()
    for name in families {
      let names = (0..<65_000).map(name)
      let time = clock.measure {
        _ = Suggestion.nearest(to: "\(long.dropLast(3))xyz", among: names)
      }
      // A tenth of it is usual; the whole table for each name took minutes.
      #expect(time < .seconds(20))
    }
    let sensors = (0..<65_000).map(families[0])
    #expect(Suggestion.nearest(to: "sensr_164999", among: sensors) == "sensor_164999")
  }
}
