/// How wide a text will be in a font that is not known here: an estimate on the generous side.
package enum TextWidth {
  /// The width of `text` at `size` units per em.
  package static func estimate(_ text: String, size: Double) -> Double {
    var ems = 0.0
    for scalar in text.unicodeScalars {
      switch scalar {
      case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", " ", "(", ")", "[", "]", "t",
        "f", "r":
        ems += 0.36
      case "m", "w", "M", "W", "@", "%": ems += 0.9
      case "A"..."Z": ems += 0.7
      case "⁰", "¹", "²", "³", "⁴"..."⁹", "⁻": ems += 0.42
      case "\u{2E80}"...: ems += 1.05
      default: ems += 0.6
      }
    }
    return ems * size
  }

  /// `text`, or as much of its beginning as fits in `width`, with an ellipsis.
  package static func fitted(_ text: String, size: Double, width: Double) -> String {
    guard estimate(text, size: size) > width else { return text }
    var cut = text
    while !cut.isEmpty, estimate(cut + "…", size: size) > width { cut.removeLast() }
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
