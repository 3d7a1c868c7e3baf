import Skein
import Testing

@Suite("Drawing tokens")
struct TokenSamplerTests {
  /// Of padding, unknown and four tokens.
  private static let scores: [Float] = [9, 9, 1, 3, 2, 3]

  private static func drawn(
    _ count: Int, seed: UInt64 = 0, _ change: (inout TokenSampler) -> Void = { _ in }
  ) -> [Int32] {
    var sampler = TokenSampler(seed: seed)
    change(&sampler)
    return (0..<count).map { _ in sampler.next(scores) }
  }

  @Test("a temperature of 0, and the one likeliest token, are the first of the highest")
  func likeliest() {
    #expect(Set(Self.drawn(20) { $0.temperature = 0 }) == [3])
    #expect(Set(Self.drawn(20) { $0.topK = 1 }) == [3])
    #expect(Set(Self.drawn(20) { $0.topP = 0.1 }) == [3])
  }

  @Test("tokens come as often as their probabilities say, and padding and unknown never")
  func frequencies() {
    let count = 20_000
    let drawn = Self.drawn(count)
    let weights = [1.0, 3, 2, 3].map { Numerics.exp($0) }
    let sum = weights.reduce(0, +)
    for (place, weight) in weights.enumerated() {
      let share = Double(drawn.count { Int($0) == place + 2 }) / Double(count)
      #expect(abs(share - weight / sum) < 0.01, "token \(place + 2)")
    }
  }

  @Test("of the likeliest only as many are drawn as were asked for")
  func kept() {
    #expect(Set(Self.drawn(500) { $0.topK = 2 }) == [3, 5])
    #expect(Set(Self.drawn(500) { $0.topK = 3 }) == [3, 4, 5])
    // 3 and 5 have 0.4 each, together less than 0.85.
    #expect(Set(Self.drawn(500) { $0.topP = 0.75 }) == [3, 5])
    #expect(Set(Self.drawn(500) { $0.topP = 0.85 }) == [3, 4, 5])
    #expect(Set(Self.drawn(500) { $0.topP = 1 }) == [2, 3, 4, 5])
  }

  @Test("a seed gives the same tokens, another one others, and a low temperature fewer")
  func seeds() {
    #expect(Self.drawn(50) == Self.drawn(50))
    #expect(Self.drawn(50) != Self.drawn(50, seed: 1))
    let cold = Self.drawn(2000) { $0.temperature = 0.3 }.count { $0 == 2 }
    #expect(cold < Self.drawn(2000).count { $0 == 2 })
  }

  @Test("numbers that make no sense are refused")
  func refused() {
    let changes: [(inout TokenSampler) -> Void] = [
      { $0.temperature = -1 }, { $0.temperature = .nan }, { $0.topK = 0 }, { $0.topP = 0 },
      { $0.topP = 1.5 },
    ]
    for change in changes {
      var sampler = TokenSampler(seed: 0)
      change(&sampler)
      #expect(throws: SettingsError.self) { try sampler.validate() }
    }
  }
}
