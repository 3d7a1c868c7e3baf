import Foundation

/// Numbers as people read them.
enum NumberText {
  /// Five significant digits: 0.010432, 38.214, 1.2346e+09.
  static func significant(_ value: Double, digits: Int = 5) -> String {
    String(format: "%.\(digits)g", value)
  }

  /// 1234567 as 1,234,567.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }

  /// A rate or another large amount as 21,034; nothing after the point.
  static func rounded(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "?" }
    return grouped(Int(value.rounded()))
  }

  /// 4.2 ms, 0.42 s, 12 s, 3 min 20 s, 2 h 05 min.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "?" }
    if seconds < 0.0995 { return "\(significant(seconds * 1000, digits: 2)) ms" }
    if seconds < 9.95 { return String(format: seconds < 1 ? "%.2f s" : "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(String(format: "%02d", whole / 60 % 60)) min"
  }

  /// 32768 as 32 KiB.
  static func bytes(_ count: Int) -> String {
    var value = Double(count)
    for unit in ["B", "KiB", "MiB", "GiB"] {
      if value < 1024 { return "\(significant(value, digits: 4)) \(unit)" }
      value /= 1024
    }
    return "\(significant(value, digits: 4)) TiB"
  }

  /// “1 row”, “2 rows”.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }
}
