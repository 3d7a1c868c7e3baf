import Foundation
import Skein
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  /// Golden/Random/streams.csv, made by Golden/Random/make_streams.py.
  private func golden() throws -> [[Substring]] {
    let url = try #require(
      Bundle.module.url(
        forResource: "streams", withExtension: "csv", subdirectory: "Golden/Random"))
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  @Test("bits, uniform and normal numbers equal an independent Python implementation to the bit")
  func equalsPython() throws {
    var checked = 0
    for row in try golden() where UInt64(row[0]) != nil {
      let seed = try #require(UInt64(row[0]))
      let purpose = try #require(UInt32(row[1]).flatMap(RandomPurpose.init))
      let stream = RandomStream(
        seed: seed, purpose: purpose, stream: try #require(UInt64(row[2])))
      let position = try #require(UInt64(row[3]))
      #expect(stream.bits(at: position) == UInt32(row[4]))
      #expect(stream.uniform(at: position) == Double(row[5]))
      #expect(stream.normal(at: position) == Double(row[6]))
      checked += 1
    }
    #expect(checked == 540)
  }

  @Test("normal quantiles far out in the tails equal the Python implementation to the bit")
  func tails() throws {
    var checked = 0
    for row in try golden() where row[0] == "quantile" {
      #expect(NormalDistribution.quantile(try #require(Double(row[5]))) == Double(row[6]))
      checked += 1
    }
    #expect(checked == 52)
  }

  @Test("the normal distribution is exactly symmetric")
  func symmetric() {
    for shift in 1..<53 {
      let p = 0x1p-53 + (0.5 as Double) * Double(sign: .plus, exponent: -shift, significand: 1)
      #expect(NormalDistribution.quantile(p) == -NormalDistribution.quantile(1 - p))
    }
  }

  @Test("the logarithm is within 2 ulp of the C library's over every binade and near its joins")
  func logarithmIsAccurate() {
    for exponent in -60...0 {
      for step in 0..<64 {
        let x = Double(sign: .plus, exponent: exponent, significand: 1 + Double(step) / 64)
        guard x < 0.9 else { continue }
        let expected = log(x)
        let difference = (NormalDistribution.logarithm(x) - expected).magnitude
        #expect(difference <= 2 * expected.ulp, "log(\(x))")
      }
    }
    #expect(NormalDistribution.logarithm(1) == 0)
  }

  @Test("uniform numbers lie in [0, 1) and normal numbers have mean 0 and variance 1")
  func moments() {
    let stream = RandomStream(seed: 7, purpose: .noise, stream: 0)
    var sum = 0.0
    var squares = 0.0
    var uniformSum = 0.0
    let count = 100_000
    for position in 0..<UInt64(count) {
      let uniform = stream.uniform(at: position)
      #expect(uniform >= 0 && uniform < 1)
      let normal = stream.normal(at: position)
      uniformSum += uniform
      sum += normal
      squares += normal * normal
    }
    // Four standard errors of each estimate.
    #expect((uniformSum / Double(count) - 0.5).magnitude < 4 * 0.289 / 316)
    #expect((sum / Double(count)).magnitude < 4.0 / 316)
    #expect((squares / Double(count) - 1).magnitude < 4 * 1.414 / 316)
  }

  @Test("every permutation holds each number once, for every count up to 300")
  func permutationIsComplete() {
    for count in 0...300 {
      let stream = RandomStream(seed: 1, purpose: .shuffle, stream: UInt64(count))
      #expect(stream.permutation(count: count).sorted() == (0..<count).map(Int32.init))
    }
  }

  @Test("all 24 orders of four numbers are equally likely")
  func permutationIsFair() {
    var counts: [[Int32]: Int] = [:]
    for epoch in 0..<24_000 as Range<UInt64> {
      let stream = RandomStream(seed: 3, purpose: .shuffle, stream: epoch)
      counts[stream.permutation(count: 4), default: 0] += 1
    }
    #expect(counts.count == 24)
    // Five standard deviations: √(24,000 · 1/24 · 23/24) = 31.
    for (order, count) in counts {
      #expect((845...1155).contains(count), "\(order) came \(count) times")
    }
  }

  @Test("shuffling in place writes the permutation over whatever the buffer held")
  func shuffleInPlace() {
    let stream = RandomStream(seed: 9, purpose: .shuffle, stream: 4)
    var numbers = [Int32](repeating: -1, count: 1000)
    numbers.withUnsafeMutableBufferPointer { stream.shuffle(into: $0) }
    #expect(numbers == stream.permutation(count: 1000))
    #expect(
      numbers != RandomStream(seed: 9, purpose: .shuffle, stream: 5).permutation(count: 1000))
  }

  @Test("the first numbers of an order are those that the whole order begins with")
  func beginnings() {
    let limits = [1, 2, 31, 4_000, 99_999, 100_003]
    let many = limits.map { (count: 100_003, limit: $0) }
    let all = (0...48).flatMap { count in (0...count).map { (count: count, limit: $0) } } + many
    for (count, limit) in all {
      let stream = RandomStream(seed: 5, purpose: .shuffle, stream: UInt64(count))
      var first = [Int32](repeating: -1, count: limit)
      first.withUnsafeMutableBufferPointer { stream.shuffle(into: $0, of: count) }
      #expect(first[...] == stream.permutation(count: count).prefix(limit), "\(limit) of \(count)")
    }
  }

  @Test("permutations equal the Python implementation's")
  func permutationEqualsPython() throws {
    for row in try golden() where row[0] == "permutation" {
      let count = try #require(Int(row[1]))
      let stream = RandomStream(
        seed: try #require(UInt64(row[2])), purpose: .shuffle,
        stream: try #require(UInt64(row[3])))
      #expect(stream.permutation(count: count) == row[4...].compactMap { Int32($0) })
    }
  }
}
