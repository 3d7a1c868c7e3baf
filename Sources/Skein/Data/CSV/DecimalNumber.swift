/// Reads decimal numbers from bytes: the nearest double, whatever the program's locale.
///
/// `strtod` obeys the locale (a comma for a dot), `Double(String)` needs a string for each value;
/// both also accept hexadecimal numbers, which no CSV file means.
package enum DecimalNumber {
  /// The number that starts at `start` and the address after its last byte, or nil if none does.
  ///
  /// - Parameter point: the decimal sign.
  ///
  /// Grammar: [+-] digits [. digits] [(e|E) [+-] digits], with a digit before or after the dot.
  /// The bytes must end in one that belongs to no number, such as zero. The result is infinite if
  /// the number is too large for a double. Cost: about 1 ns a digit up to 15 digits or so.
  @inline(__always)
  package static func scan(
    _ start: UnsafePointer<UInt8>, point: UInt8 = UInt8(ascii: ".")
  ) -> (value: Double, next: UnsafePointer<UInt8>)? {
    var next = start
    let isNegative = next.pointee == UInt8(ascii: "-")
    if isNegative || next.pointee == UInt8(ascii: "+") { next += 1 }

    var significand = Significand()
    let firstDigit = next
    while significand.append(next.pointee, scale: 0) { next += 1 }
    var digits = next - firstDigit
    if next.pointee == point {
      next += 1
      let firstDecimal = next
      while significand.append(next.pointee, scale: -1) { next += 1 }
      digits += next - firstDecimal
    }
    guard digits > 0 else { return nil }
    if next.pointee | 0x20 == UInt8(ascii: "e") { scanExponent(&next, into: &significand) }

    let magnitude =
      significand.exactQuotient ?? significand.longQuotient
      ?? anyDouble(UnsafeBufferPointer(start: firstDigit, count: next - firstDigit))
    return (isNegative ? -magnitude : magnitude, next)
  }

  /// Numbers of more digits or farther powers, which no measurement has: about 200 ns.
  @inline(never)
  private static func anyDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double {
    // Whatever the decimal sign is, there is one at most.
    Double(String(decoding: text.map { $0 == 0x2C ? 0x2E : $0 }, as: UTF8.self)) ?? .nan
  }

  /// Moves past an exponent, if a whole one stands here.
  private static func scanExponent(
    _ next: inout UnsafePointer<UInt8>, into significand: inout Significand
  ) {
    var cursor = next + 1
    let isNegative = cursor.pointee == UInt8(ascii: "-")
    if isNegative || cursor.pointee == UInt8(ascii: "+") { cursor += 1 }
    let firstDigit = cursor
    var exponent = 0
    while cursor.pointee &- UInt8(ascii: "0") <= 9 {
      // Far outside a double's range already; more digits change nothing.
      if exponent < 1_000_000 { exponent = exponent * 10 + Int(cursor.pointee &- 48) }
      cursor += 1
    }
    guard cursor > firstDigit else { return }
    significand.exponent += isNegative ? -exponent : exponent
    next = cursor
  }

  fileprivate struct Significand {
    var digits: UInt64 = 0
    /// The power of ten that `digits` is to be multiplied by.
    var exponent = 0
    /// Whether a digit other than zero did not fit.
    var isTruncated = false

    /// Takes one digit; false, and nothing taken, if the byte is none.
    @inline(__always)
    mutating func append(_ byte: UInt8, scale: Int) -> Bool {
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { return false }
      if digits < 1_000_000_000_000_000_000 {
        digits = digits &* 10 &+ UInt64(digit)
        exponent &+= scale
      } else {
        if digit != 0 { isTruncated = true }
        exponent &+= scale + 1
      }
      return true
    }
  }
}

extension DecimalNumber.Significand {
  /// The value by one floating-point operation, if both operands are exact doubles, so that its one
  /// rounding is the rounding of the decimal.
  ///
  /// Source: Clinger, "How to read floating point numbers accurately", PLDI 1990.
  @inline(__always)
  fileprivate var exactQuotient: Double? {
    guard !isTruncated, digits <= 1 << 53, (-22...22).contains(exponent) else { return nil }
    let whole = Double(digits)
    return exponent < 0
      ? whole / Self.exactPowers[-exponent] : whole * Self.exactPowers[exponent]
  }

  /// The value of 16 to 19 digits with a decimal point, as programs print doubles in full: a 64-bit
  /// quotient in integers, whose last bit also says whether anything is left over, rounds once.
  fileprivate var longQuotient: Double? {
    guard !isTruncated, digits > 0, (-19 ... -1).contains(exponent) else { return nil }
    let divisor = Self.wholePowers[-exponent]
    let divisorShift = divisor.leadingZeroBitCount
    let digitsShift = digits.leadingZeroBitCount
    let normalDivisor = divisor << divisorShift
    var high = digits << digitsShift
    var low: UInt64 = 0
    var scale = divisorShift - digitsShift - 64
    if high >= normalDivisor {
      low = high << 63
      high >>= 1
      scale += 1
    }
    let (quotient, remainder) = normalDivisor.dividingFullWidth((high, low))
    let rounded = Double(remainder == 0 ? quotient : quotient | 1)
    return Double(sign: .plus, exponent: scale, significand: rounded)
  }

  private static let exactPowers: InlineArray<23, Double> = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// 10⁰ to 10¹⁹, all that 64 bits hold.
  private static let wholePowers: [UInt64] = {
    var powers: [UInt64] = [1]
    for power in 1...19 { powers.append(powers[power - 1] * 10) }
    return powers
  }()
}

extension DecimalNumber {
  /// What a whole field holds.
  package enum Field: Equatable {
    case number(Double)
    /// Nothing but spaces, or `nan` in any case.
    case missing
    /// `inf` or `infinity` in any case, with or without a sign.
    case infinite
    case text
  }

  /// Classifies the bytes of a field, leaving out spaces and tabs around them.
  ///
  /// A byte that belongs to no number must follow the field.
  package static func classify(_ field: UnsafeBufferPointer<UInt8>) -> Field {
    var bytes = field[...]
    while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    guard !bytes.isEmpty, let base = field.baseAddress else { return .missing }
    if let (value, next) = scan(base + bytes.startIndex), next == base + bytes.endIndex {
      return .number(value)
    }
    guard bytes.count <= 9 else { return .text }
    switch String(decoding: bytes, as: UTF8.self).lowercased() {
    case "nan", "+nan", "-nan": return .missing
    case "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity": return .infinite
    default: return .text
    }
  }

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
