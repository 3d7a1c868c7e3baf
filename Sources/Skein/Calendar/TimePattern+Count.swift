import Foundation

/// Labels that are numbers: what they count, and how they are written.
extension TimePattern {
  /// 100 ns of a unit; nanoseconds are less than one.
  private static func ticks(_ count: Count) -> Int {
    switch count {
    case .seconds: second
    case .milliseconds: 10_000
    case .microseconds: 10
    case .nanoseconds: 1
    case .spreadsheetDays: day
    }
  }

  private static let mostDecimals = 12

  /// A decimal number of a unit, to the nearest 100 ns; nil beyond 70,000 years from 1970.
  static func number(_ text: UnsafeBufferPointer<UInt8>, _ count: Count) -> Int? {
    if text.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) { return scientific(text, count) }
    var cursor = LabelCursor(text)
    let isNegative = cursor.take("-")
    guard let whole = cursor.digits(atMost: 19), whole.count > 0, whole.value >= 0 else {
      return nil
    }
    var fraction = (value: 0, count: 0)
    if cursor.take(".") || cursor.take(",") {
      guard let digits = cursor.digits(atMost: mostDecimals) else { return nil }
      fraction = digits
    }
    guard cursor.isAtEnd else { return nil }
    if count == .nanoseconds { return (isNegative ? -1 : 1) * (whole.value / 100) }
    let unit = ticks(count)
    let (time, overflow) = whole.value.multipliedReportingOverflow(by: unit)
    guard !overflow, time < 1 << 61 else { return nil }
    let sum = time + share(fraction.value, of: power(fraction.count), times: unit)
    let signed = isNegative ? -sum : sum
    return count == .spreadsheetDays ? signed - 25_569 * day : signed
  }

  /// `1.6094592e+09`, as programs write doubles.
  private static func scientific(_ text: UnsafeBufferPointer<UInt8>, _ count: Count) -> Int? {
    guard text.count <= 40,
      text.allSatisfy({ $0 &- 0x30 <= 9 || "+-.eE".utf8.contains($0) }),
      let value = Double(String(decoding: text, as: UTF8.self))
    else { return nil }
    let days = count == .spreadsheetDays ? 25_569.0 : 0
    let time =
      count == .nanoseconds ? value / 100 : (value - days) * Double(ticks(count))
    return time.magnitude < 0x1p61 ? Int(time.rounded()) : nil
  }

  private static func power(_ digits: Int) -> Int {
    (0..<digits).reduce(1) { power, _ in power * 10 }
  }

  /// `value × factor ÷ divisor`, rounded, for a quotient that fits.
  private static func share(_ value: Int, of divisor: Int, times factor: Int) -> Int {
    let product = value.multipliedFullWidth(by: factor)
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    return quotient + (remainder >= divisor - remainder ? 1 : 0)
  }

  /// A time as a count with as many decimals as the example has; nil where it does not fit.
  static func number(_ time: Int, _ count: Count, like example: String) -> String? {
    let (ticks, isBeyond) = time.addingReportingOverflow(
      count == .spreadsheetDays ? 25_569 * day : 0)
    if isBeyond { return nil }
    if count == .nanoseconds {
      let (value, overflow) = ticks.multipliedReportingOverflow(by: 100)
      return overflow ? nil : "\(value)"
    }
    let unit = Self.ticks(count)
    let sign = example.contains(",") ? "," : "."
    if let letter = example.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      let decimals = example[..<letter].firstIndex { ".,".contains($0) }.map {
        example.distance(from: $0, to: letter) - 1
      }
      return scientific(
        Double(ticks) / Double(unit), decimals: min(decimals ?? 0, 20),
        isSmall: example[letter] == "e")
    }
    let decimals =
      example.firstIndex { ".,".contains($0) }.map {
        example.distance(from: $0, to: example.endIndex) - 1
      } ?? 0
    let digits = min(max(decimals, 0), mostDecimals)
    var (whole, rest) = Int(ticks.magnitude).quotientAndRemainder(dividingBy: unit)
    var fraction = share(rest, of: unit, times: power(digits))
    if fraction == power(digits) { (whole, fraction) = (whole + 1, 0) }
    rest = fraction
    let minus = ticks < 0 && (whole > 0 || rest > 0) ? "-" : ""
    guard digits > 0 else { return "\(minus)\(whole)" }
    return "\(minus)\(whole)\(sign)" + padded(rest, digits)
      + String(repeating: "0", count: decimals - digits)
  }

  private static func scientific(_ value: Double, decimals: Int, isSmall: Bool) -> String {
    let text = String(format: "%.\(decimals)e", value)
    return isSmall ? text : text.uppercased()
  }
}
