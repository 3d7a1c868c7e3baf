/// A round number on an axis, held as `mantissa × 10^exponent` so that its text is exact.
package struct Tick: Sendable, Equatable {
  package let value: Double
  package let mantissa: Int
  package let exponent: Int

  package init(mantissa: Int, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
    value = Self.value(mantissa, exponent)
  }

  /// The double nearest to `mantissa × 10^exponent`.
  ///
  /// Read from text: multiplying by a rounded power of ten gives 0.30000000000000004 for 3 × 10⁻¹.
  static func value(_ mantissa: Int, _ exponent: Int) -> Double {
    Double("\(mantissa)e\(exponent)") ?? 0
  }

  /// The text of each tick, all in one form: `0.0 0.5 1.0`, `20,000 40,000`, `1×10⁻⁷ 2×10⁻⁷`;
  /// with `isASCII`, `1e-7 2e-7`. Ticks of different exponents, as on a logarithmic axis, take the
  /// shortest text each: `0.01 0.1 1 10`.
  package static func labels(_ ticks: [Tick], isASCII: Bool = false) -> [String] {
    guard let exponent = ticks.first?.exponent, ticks.allSatisfy({ $0.exponent == exponent })
    else {
      // Beside 10⁻⁶ a 0.0001 reads worse than 10⁻⁴.
      let isWide = ticks.contains { !(-4...5).contains($0.leadingPower) }
      return ticks.map { $0.shortest(plain: isWide ? -2...3 : -4...5, isASCII) }
    }
    let largest = ticks.max { $0.mantissa.magnitude < $1.mantissa.magnitude }
    let leading = largest?.leadingPower ?? 0
    return ticks.map { tick in
      let sign = tick.sign(isASCII)
      let magnitude = String(tick.mantissa.magnitude)
      if leading <= 6 && leading >= -4 && exponent >= -8 {
        return sign + decimal(magnitude, exponent)
      }
      if tick.mantissa == 0 { return "0" }
      return sign + decimal(magnitude, exponent - leading) + power(leading, isASCII)
    }
  }

  /// The power of ten of the first digit.
  private var leadingPower: Int {
    mantissa == 0 ? 0 : exponent + String(mantissa.magnitude).count - 1
  }

  /// Without zeros at its end, in full if the first digit's power of ten is in `plain`.
  private func shortest(plain: ClosedRange<Int>, _ isASCII: Bool) -> String {
    if mantissa == 0 { return "0" }
    var digits = String(mantissa.magnitude)
    var trimmed = exponent
    while digits.count > 1, digits.last == "0" {
      digits.removeLast()
      trimmed += 1
    }
    let leading = leadingPower
    if plain.contains(leading) { return sign(isASCII) + Self.decimal(digits, trimmed) }
    if digits == "1" && !isASCII { return sign(isASCII) + "10" + FigureText.superscript(leading) }
    return sign(isASCII) + Self.decimal(digits, 1 - digits.count) + Self.power(leading, isASCII)
  }

  private func sign(_ isASCII: Bool) -> String {
    mantissa < 0 ? (isASCII ? "-" : "\u{2212}") : ""
  }

  /// `digits × 10^exponent` in full, with commas from four digits before the point.
  private static func decimal(_ digits: String, _ exponent: Int) -> String {
    let fractionCount = max(-exponent, 0)
    var all = digits == "0" ? digits : digits + String(repeating: "0", count: max(exponent, 0))
    if all.count <= fractionCount {
      all = String(repeating: "0", count: fractionCount + 1 - all.count) + all
    }
    let whole = String(all.dropLast(fractionCount))
    let fraction = fractionCount > 0 ? "." + all.suffix(fractionCount) : ""
    guard whole.count > 3 else { return whole + fraction }
    return NumberText.grouped(digits: whole) + fraction
  }

  private static func power(_ exponent: Int, _ isASCII: Bool) -> String {
    isASCII ? "e\(exponent)" : "×10\(FigureText.superscript(exponent))"
  }
}
