import Foundation
import Skein
import Testing

@Suite("Decimal numbers")
struct DecimalNumberTests {
  private func classify(_ text: String) -> DecimalNumber.Field {
    var bytes = Array(text.utf8)
    bytes.append(0)
    return bytes.withUnsafeBufferPointer { all in
      DecimalNumber.classify(UnsafeBufferPointer(rebasing: all.dropLast()))
    }
  }

  private func expectSameBits(_ text: String) {
    guard case .number(let value) = classify(text) else {
      Issue.record("\(text) is not read as a number")
      return
    }
    #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
  }

  @Test("random decimals of 1 to 25 digits are the same bits as Swift's own parser's")
  func equalsSwift() {
    let random = RandomStream(seed: 11, purpose: .noise, stream: 0)
    var position: UInt64 = 0
    func next(_ bound: UInt32) -> Int {
      position += 1
      return Int(random.bits(at: position) % bound)
    }
    for _ in 0..<60_000 {
      let digits = 1 + next(25)
      var text = ["", "-", "+"][next(3)]
      let point = next(UInt32(digits) + 2)
      for index in 0..<digits {
        if index == point { text += "." }
        text += String(next(10))
      }
      if next(3) == 0 { text += "\(["e", "E"][next(2)])\(["", "-", "+"][next(3)])\(next(330))" }
      expectSameBits(text)
    }
  }

  @Test("every double printed in full is read back to the bit")
  func roundTrip() {
    let random = RandomStream(seed: 12, purpose: .noise, stream: 0)
    for position in 0..<60_000 as Range<UInt64> {
      let any = Double(bitPattern: random.wideBits(at: position))
      if any.isFinite { expectSameBits("\(any)") }
      let uniform = random.uniform(at: position + 100_000)
      expectSameBits("\(uniform * 100)")
      expectSameBits("\(uniform)")
    }
  }

  @Test("halfway cases and the limits of a double round as Swift rounds them")
  func hardCases() {
    let cases = [
      "9007199254740993", "9007199254740992.5", "9007199254740991", "0.1", "1e22", "1e23",
      "8.5e-22", "1.7976931348623157e308", "4.9406564584124654e-324", "2.4703282292062327e-324",
      "2.4703282292062328e-324", "2.2250738585072011e-308", "0", "-0", "0.0e999999999999", "1e-400",
      "18446744073709551615", "18446744073709551616", "0.9999999999999999999",
      "1.9999999999999999999", "00000000000000000000000001", "1.00000000000000000000000000000",
      "0.000000000000000000000000000000000001", "123456789012345678901234567890.", "1.",
      "9007199254740993e-1", "1125899906842624.125", "1125899906842624.375", "5e-1", ".5",
      "179769313486231580793728971405301e276", "1e999", "-1e999999999999999999999",
    ]
    for text in cases { expectSameBits(text) }
    // Halfway between neighbouring doubles from 2⁵³ to 2⁵⁷, with and without a little more.
    for exponent in 53...57 {
      for step in 1..<200 as Range<UInt64> {
        let halfway = (1 << UInt64(exponent)) + step << UInt64(exponent - 53)
        for tenths in ["", ".0", ".1", ".01", ".00"] { expectSameBits("\(halfway)\(tenths)") }
      }
    }
  }

  @Test("all texts of up to four characters of a number's alphabet are told apart from text")
  func grammar() {
    let alphabet = Array("05.e+-x ")
    var texts = [""]
    for _ in 0..<4 {
      texts = texts.flatMap { text in alphabet.map { text + String($0) } }
      for text in texts {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        let expected: DecimalNumber.Field
        if trimmed.isEmpty {
          expected = .missing
        } else if trimmed.wholeMatch(of: /[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?/) != nil
        {
          expected = .number(Double(trimmed) ?? .nan)
        } else {
          expected = .text
        }
        if classify(text) != expected { Issue.record("'\(text)' is not \(expected)") }
      }
    }
  }

  @Test("nan in any case is missing, inf and infinity are infinite, hexadecimal is text")
  func words() {
    for text in ["nan", "NaN", "NAN", " nan ", "-nan", "", "  ", "\t"] {
      #expect(classify(text) == .missing, "'\(text)'")
    }
    for text in ["inf", "-Inf", "INFINITY", "+infinity"] { #expect(classify(text) == .infinite) }
    for text in ["0x10", "nano", "1,5", "1 2", "NA", "1e", "e1", "--1", "١"] {
      #expect(classify(text) == .text, "'\(text)'")
    }
  }
}
