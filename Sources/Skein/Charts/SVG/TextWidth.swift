/// How wide a text will be in a font that is not known here: an estimate on the generous side.
package enum TextWidth {
  /// The width of `text` at `size` units per em.
  package static func estimate(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ems($1) } * size
  }

  /// The width of one character in units of the font's size.
  private static func ems(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", " ", "(", ")", "[", "]", "t", "f",
      "r":
      0.36
    case "m", "w", "M", "W", "@", "%": 0.9
    case "A"..."Z": 0.7
    case "⁰", "¹", "²", "³", "⁴"..."⁹", "⁻": 0.42
    case "\u{2E80}"...: 1.05
    default: 0.6
    }
  }

  /// `text`, or as much of its beginning as fits in `width`, with an ellipsis.
  package static func fitted(_ text: String, size: Double, width: Double) -> String {
    // No letter is narrower than a third of its size, so what is left of a long text is too wide.
    let most = max(Int(3 * width / size) + 1, 1)
    let start = ShortText.cut(text, to: most)
    guard estimate(start, size: size) > width else { return text }
    var room = width / size - ems("…")
    let cut = start.prefix { character in
      room -= character.unicodeScalars.reduce(0) { $0 + ems($1) }
      return room >= 0
    }
    return cut + "…"
  }
}

extension TextWidth {
  /// `text` in lines of at most `width`, broken at spaces; a longer word is cut.
  package static func lines(_ text: String, size: Double, width: Double) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, estimate("\(last) \(word)", size: size) <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(fitted(String(word), size: size, width: width))
      }
    }
    return lines
  }
}
