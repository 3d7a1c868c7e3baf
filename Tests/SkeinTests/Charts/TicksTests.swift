import Foundation
import Skein
import Testing

/// Whether the tick is 1, 2 or 5 × a power of ten times a whole number, with this step.
private func isRound(_ step: Int) -> Bool {
  var rest = step
  while rest >= 10 && rest % 10 == 0 { rest /= 10 }
  return [1, 2, 5].contains(rest)
}

private func expectRoundSteps(_ ticks: [Tick]) {
  for (a, b) in zip(ticks, ticks.dropFirst()) {
    #expect(a.value < b.value)
    #expect(a.exponent == b.exponent && isRound(b.mantissa - a.mantissa))
  }
  let steps = Set(zip(ticks, ticks.dropFirst()).map { $1.mantissa - $0.mantissa })
  #expect(steps.count <= 1)
}

@Suite("Ticks")
struct TicksTests {
  /// Ends of every size and sign.
  static let ends: [Double] = {
    var ends: [Double] = [0]
    for power in [-290, -20, -7, -1, 0, 1, 5, 20, 299] {
      for factor in [1.0, 2.000001, 3, 7.77] {
        ends.append(factor * pow(10, Double(power)))
        ends.append(-factor * pow(10, Double(power)))
      }
    }
    return ends.sorted()
  }()

  @Test("linear ticks cover the range, in order, at round steps, and are as many as fit")
  func covering() {
    var ranges = 0
    for low in Self.ends {
      for high in Self.ends where high >= low {
        let range = LinearTicks.widened(low, high)
        #expect(range.lowerBound <= low && range.upperBound >= high)
        for count in [3, 8] {
          let ticks = LinearTicks.covering(range, atMost: count)
          ranges += 1
          guard let first = ticks.first, let last = ticks.last else {
            Issue.record("no ticks for \(range)")
            continue
          }
          #expect(first.value <= range.lowerBound && last.value >= range.upperBound)
          // Not one more than needed at either end.
          #expect(ticks.count >= 2 && ticks.count <= count)
          #expect(ticks.count < 3 || ticks[1].value > range.lowerBound)
          #expect(ticks.count < 3 || ticks[ticks.count - 2].value < range.upperBound)
          #expect(ticks.count >= min(3, (count + 1) / 3))
          expectRoundSteps(ticks)
        }
      }
    }
    #expect(ranges > 5000)
  }

  @Test("linear ticks inside a range stay inside, and a finer step would be too many")
  func within() {
    for low in Self.ends {
      for high in Self.ends where high >= low {
        let range = LinearTicks.widened(low, high)
        for count in [1, 6, 12] {
          let ticks = LinearTicks.within(range, atMost: count)
          #expect(ticks.count <= count)
          #expect(count == 1 || ticks.count >= count / 3, "\(range) \(count)")
          #expect(ticks.allSatisfy { range.contains($0.value) })
          expectRoundSteps(ticks)
        }
      }
    }
  }

  @Test("ticks for whole numbers are whole", arguments: 1...60)
  func wholeNumbers(last: Int) {
    for count in 2...10 {
      let range = LinearTicks.widened(1, Double(last) + (last == 1 ? 0.5 : 0))
      let ticks = LinearTicks.within(range, atMost: count, wholeNumbers: true)
      #expect(!ticks.isEmpty && ticks.count <= count)
      #expect(ticks.allSatisfy { $0.value == $0.value.rounded() })
      if last <= count { #expect(ticks.map(\.value) == (1...last).map(Double.init)) }
    }
  }

  @Test("logarithmic ticks cover the range, in order, within the count")
  func logarithmic() {
    let positive = Self.ends.filter { $0 > 0 }
    for low in positive {
      for high in positive where high >= low {
        let range = LogTicks.widened(low, high)
        for count in [3, 5, 8] {
          let ticks = LogTicks.covering(range, atMost: count)
          let values = ticks.map(\.value)
          #expect(values.count >= 2 && values.count <= count, "\(range) \(count) \(values)")
          #expect((values.first ?? .infinity) <= range.lowerBound)
          #expect((values.last ?? 0) >= range.upperBound)
          #expect((values.first ?? 0) > 0)
          #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
        }
      }
    }
  }

  @Test("logarithmic ticks are 1, 2, 5 in a few decades and powers of ten in many")
  func logarithmicValues() {
    func values(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
      LogTicks.covering(low...high, atMost: count).map(\.value)
    }
    #expect(values(0.014, 0.5, 8) == [0.01, 0.02, 0.05, 0.1, 0.2, 0.5])
    #expect(values(0.014, 0.6, 5) == [0.01, 0.1, 1])
    #expect(values(0.01, 100, 5) == [0.01, 0.1, 1, 10, 100])
    #expect(values(1e-13, 0.9, 8) == [1e-14, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1])
    #expect(values(0.0101, 0.0139, 8) == [0.01, 0.011, 0.012, 0.013, 0.014])
  }

  @Test("a constant gets a range around it")
  func constant() {
    #expect(LinearTicks.widened(0, 0) == -1...1)
    #expect(LinearTicks.widened(10, 10) == 9...11)
    #expect(LinearTicks.widened(-10, -10) == -11 ... -9)
    #expect(LinearTicks.widened(.leastNonzeroMagnitude, 1e-300) == -1...1)
    #expect(LogTicks.widened(4, 4) == 2...8)
  }

  @Test("labels of one axis have one form")
  func labels() {
    func labels(_ low: Double, _ high: Double, isASCII: Bool = false) -> [String] {
      Tick.labels(LinearTicks.covering(low...high, atMost: 5), isASCII: isASCII)
    }
    #expect(labels(0, 1.9) == ["0.0", "0.5", "1.0", "1.5", "2.0"])
    #expect(labels(-2, 2) == ["−2", "−1", "0", "1", "2"])
    #expect(labels(-2, 2, isASCII: true) == ["-2", "-1", "0", "1", "2"])
    #expect(labels(0, 4000) == ["0", "1,000", "2,000", "3,000", "4,000"])
    #expect(labels(0, 20_000) == ["0", "5,000", "10,000", "15,000", "20,000"])
    #expect(labels(0, 2e6) == ["0", "500,000", "1,000,000", "1,500,000", "2,000,000"])
    #expect(labels(0, 2e7) == ["0", "0.5×10⁷", "1.0×10⁷", "1.5×10⁷", "2.0×10⁷"])
    #expect(labels(0, 4e-7, isASCII: true) == ["0", "1e-7", "2e-7", "3e-7", "4e-7"])
    #expect(labels(0.001, 0.0035) == ["0.001", "0.002", "0.003", "0.004"])
    #expect(
      labels(12_345.25, 12_346) == ["12,345.2", "12,345.4", "12,345.6", "12,345.8", "12,346.0"])
  }

  @Test("labels of a logarithmic axis are as short as each can be")
  func logarithmicLabels() {
    func labels(_ low: Double, _ high: Double, _ count: Int) -> [String] {
      Tick.labels(LogTicks.covering(low...high, atMost: count))
    }
    #expect(labels(0.01, 100, 5) == ["0.01", "0.1", "1", "10", "100"])
    #expect(labels(0.02, 0.5, 8) == ["0.02", "0.05", "0.1", "0.2", "0.5"])
    #expect(labels(1e-8, 1, 5) == ["10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"])
    #expect(labels(2e-8, 1e-7, 5) == ["0.2×10⁻⁷", "0.4×10⁻⁷", "0.6×10⁻⁷", "0.8×10⁻⁷", "1.0×10⁻⁷"])
  }
}
