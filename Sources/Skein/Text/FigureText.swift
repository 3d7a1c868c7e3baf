import Foundation

/// Figures as pictures and pages show them, as the labels of axes are: a true minus, commas from four digits
/// before the point, powers of ten with superscripts.
package enum FigureText {
  /// `value` with so many significant digits: `12,346`, `0.010432`, `−1.2×10⁻⁷`; `–` for what is no number.
  package static func figure(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    // The digits and the power of ten, rounded as one.
    let text = String(format: "%.\(max(digits, 1) - 1)e", value.magnitude)
    let parts = text.split(separator: "e")
    guard parts.count == 2, let power = Int(parts[1]) else { return text }
    let sign = value < 0 ? "\u{2212}" : ""
    if power < -4 || power > 6 { return "\(sign)\(parts[0])×10\(superscript(power))" }
    let decimals = max(digits - 1 - power, 0)
    let plain = String(format: "%.\(decimals)f", value.magnitude)
    let whole = plain.prefix { $0 != "." }
    guard whole.count > 3 else { return sign + plain }
    return sign + NumberText.grouped(digits: String(whole)) + plain.dropFirst(whole.count)
  }

  /// The same without zeros at the end of a fraction: `0.5`, `20`.
  package static func short(_ value: Double, digits: Int = 4) -> String {
    var text = figure(value, digits: digits)
    guard text.contains("."), !text.contains("×") else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  /// 7 as ⁷, −12 as ⁻¹².
  package static func superscript(_ number: Int) -> String {
    let digits: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return String(String(number).compactMap { digits[$0] })
  }
}
