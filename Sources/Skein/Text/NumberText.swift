import Foundation

/// Numbers as people read them, the same everywhere.
package enum NumberText {
  /// Five significant digits: 0.010432, 38.214, 1.2346e+09.
  package static func significant(_ value: Double, digits: Int = 5) -> String {
    String(format: "%.\(digits)g", value)
  }

  /// The fewest digits that are read back as the same number: `90`, `97.5`.
  package static func short(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// 1234567 as 1,234,567.
  package static func grouped(_ number: Int) -> String {
    grouped(digits: String(number.magnitude), isNegative: number < 0)
  }

  /// The digits of a whole number with a comma before every third one from the end.
  static func grouped(digits: String, isNegative: Bool = false) -> String {
    var text = isNegative ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// A rate or another large amount as 21,034; nothing after the point.
  package static func rounded(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "?" }
    return grouped(Int(value.rounded()))
  }

  /// “1 row”, “2 rows”, “1,000 rows”.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// 0.25 as 25 %, with `decimals` digits after the point; `?` for what is no number.
  package static func percent(_ fraction: Double, decimals: Int = 0) -> String {
    guard fraction.isFinite else { return "?" }
    let value = min((fraction * 100), 1e6)
    return decimals == 0
      ? "\(Int(value.rounded())) %" : String(format: "%.\(decimals)f %%", value)
  }

  /// A part of something as 4.2 %, 40 % or 99.9 %: cut rather than rounded up to 100 %, which is the
  /// whole alone; `?` for what is no number.
  package static func share(_ fraction: Double) -> String {
    guard fraction.isFinite, fraction >= 0, fraction <= 1 else { return "?" }
    if fraction == 0 || fraction == 1 { return "\(Int(fraction * 100)) %" }
    if fraction < 0.0001 { return "less than 0.01 %" }
    // A number of one significant digit could round to the next power of ten: 9.96 to 10.
    if fraction < 0.0995 { return "\(significant(fraction * 100, digits: 2)) %" }
    if fraction < 0.995 { return "\(Int((fraction * 100).rounded())) %" }
    return String(format: "%.1f %%", min(fraction * 100, 99.9))
  }

  /// 4.2 ms, 0.42 s, 12 s, 3 min 20 s, 2 h 05 min.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "?" }
    if seconds < 0.0995 { return "\(significant(seconds * 1000, digits: 2)) ms" }
    if seconds < 9.95 { return String(format: seconds < 1 ? "%.2f s" : "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(String(format: "%02d", whole / 60 % 60)) min"
  }

  /// 32768 as 32 KiB, with four significant digits.
  package static func bytes(_ count: Int) -> String {
    bytes(count, below: 1024) { significant($0, digits: 4) }
  }

  /// 32 KiB, 1.5 MiB, 64 GiB: three digits at most, four before a unit's end.
  package static func shortBytes(_ count: Int) -> String {
    bytes(count, below: 1023.5) { value in
      let tenths = (value * 10).rounded() / 10
      return value >= 99.95 || tenths == tenths.rounded()
        ? "\(Int(value.rounded()))" : "\(tenths)"
    }
  }

  private static func bytes(
    _ count: Int, below limit: Double, _ digits: (Double) -> String
  ) -> String {
    var value = Double(count)
    for unit in ["B", "KiB", "MiB", "GiB"] {
      if value < limit { return "\(digits(value)) \(unit)" }
      value /= 1024
    }
    return "\(digits(value)) TiB"
  }
}
