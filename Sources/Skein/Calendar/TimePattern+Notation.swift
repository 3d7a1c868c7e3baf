extension TimePattern {
  /// The pattern as people write it: `dd.mm.yyyy HH:MM`, `unix seconds`.
  ///
  /// yyyy or yy is the year, mm or m the month, mon its name, dd or d the day, ddd its name, HH or H
  /// the hour, hh and am those of twelve, MM the minute, SS the second, f a fraction after a dot or
  /// comma, Z the distance from UTC, q a quarter, ww a week; other letters stand between single quotes.
  package var notation: String {
    if let count { return count.rawValue }
    guard let span else { return Self.notation(tokens) }
    return Self.notation(tokens) + String(decoding: span.separator, as: UTF8.self)
      + Self.notation(span.tokens)
  }

  private static func notation(_ tokens: [Token]) -> String {
    var bytes: [UInt8] = []
    for token in tokens {
      let text: String
      switch token {
      case .year(let digits): text = String(repeating: "y", count: digits)
      case .number(let field, let width):
        text = String(
          repeating: letter(field), count: width == .plain || field == .quarter ? 1 : 2)
      case .monthName: text = "mon"
      case .weekdayName: text = "ddd"
      case .half: text = "am"
      case .fraction: text = ".f"
      case .offset: text = "Z"
      case .literal(let byte):
        let isLetter = byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
        let isQuoted = isLetter && byte != UInt8(ascii: "T")
        bytes += isQuoted ? [0x27, byte, 0x27] : [byte]
        continue
      }
      bytes += Array(text.utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func letter(_ field: Field) -> String {
    switch field {
    case .month: "m"
    case .day: "d"
    case .hour: "H"
    case .hour12: "h"
    case .minute: "M"
    case .second: "S"
    case .quarter: "q"
    case .week: "w"
    }
  }

  /// Reads what `notation` writes, and formats of `strftime` such as `%d.%m.%Y %H:%M`; nil for what is
  /// neither.
  ///
  /// m and M are the minute after an hour, before it the month, so that `yyyy-MM-dd HH:mm:ss` is
  /// understood as well.
  package init?(notation: String) {
    if let count = Count(rawValue: notation.lowercased()) {
      self.init(count)
      return
    }
    guard notation.utf8.count <= 100 else { return nil }
    if let span = Self.span(notation: notation) {
      self = span
      return
    }
    let tokens =
      notation.contains("%") ? Self.strftime(notation) : Self.letters(Array(notation.utf8))
    guard let tokens, tokens.contains(where: { if case .literal = $0 { false } else { true } })
    else { return nil }
    self.init(tokens: Self.fixed(tokens))
  }

  /// Fields that follow each other directly have two digits each.
  static func fixed(_ tokens: [Token]) -> [Token] {
    func isDigits(_ index: Int) -> Bool {
      guard tokens.indices.contains(index) else { return false }
      switch tokens[index] {
      case .year, .number: return true
      default: return false
      }
    }
    return tokens.enumerated().map { index, token in
      guard case .number(let field, _) = token, field != .quarter,
        isDigits(index - 1) || isDigits(index + 1)
      else { return token }
      return .number(field, .fixed)
    }
  }

  private static func letters(_ text: [UInt8]) -> [Token]? {
    var tokens: [Token] = []
    var at = 0
    var hasHour = false
    var hasMinute = false
    let isHalf = String(decoding: text, as: UTF8.self).lowercased().contains("am")
    while at < text.count {
      let byte = text[at]
      let rest = String(decoding: text[at...].prefix(3), as: UTF8.self)
      var length = 1
      while at + length < text.count, text[at + length] == byte { length += 1 }
      let width: Width = length == 1 ? .plain : .padded
      switch UnicodeScalar(byte) {
      case "y", "Y": tokens.append(.year(digits: length >= 3 ? 4 : length))
      case "m" where rest == "mon", "M" where rest.lowercased() == "mon":
        tokens.append(.monthName)
        length = 3
      case "a" where rest.hasPrefix("am"), "A" where rest.hasPrefix("AM"):
        tokens.append(.half)
        length = 2
      case "m", "M":
        if length >= 3 {
          tokens.append(.monthName)
        } else if hasHour, !hasMinute {
          hasMinute = true
          tokens.append(.number(.minute, width))
        } else {
          tokens.append(.number(.month, width))
        }
      case "d", "D": tokens.append(length >= 3 ? .weekdayName : .number(.day, width))
      case "H", "h":
        hasHour = true
        tokens.append(.number(isHalf ? .hour12 : .hour, width))
      case "S", "s": tokens.append(.number(.second, width))
      case ".", ",":
        guard at + 1 < text.count, text[at + 1] == UInt8(ascii: "f") else {
          tokens += (0..<length).map { _ in .literal(byte) }
          break
        }
        length = 1
        while at + length < text.count, text[at + length] == UInt8(ascii: "f") { length += 1 }
        tokens.append(.fraction(digits: max(length - 1, 1)))
      case "Z", "z": tokens.append(.offset)
      case "q": tokens.append(.number(.quarter, .plain))
      case "w": tokens.append(.number(.week, width))
      case "'":
        guard let end = text[(at + 1)...].firstIndex(of: byte) else { return nil }
        tokens += text[(at + 1)..<end].map { .literal($0) }
        length = end - at + 1
      case "T", "Q", "W": tokens += (0..<length).map { _ in .literal(byte) }
      default:
        if byte | 0x20 >= 0x61, byte | 0x20 <= 0x7A { return nil }
        tokens += (0..<length).map { _ in .literal(byte) }
      }
      at += length
    }
    return tokens
  }

  private static func strftime(_ text: String) -> [Token]? {
    var tokens: [Token] = []
    var isCode = false
    let isHalf = text.contains("%p")
    for byte in text.utf8 {
      if !isCode {
        if byte == UInt8(ascii: "%") { isCode = true } else { tokens.append(.literal(byte)) }
        continue
      }
      isCode = false
      switch UnicodeScalar(byte) {
      case "Y": tokens.append(.year(digits: 4))
      case "y": tokens.append(.year(digits: 2))
      case "m": tokens.append(.number(.month, .padded))
      case "d", "e": tokens.append(.number(.day, .padded))
      case "H": tokens.append(.number(isHalf ? .hour12 : .hour, .padded))
      case "I": tokens.append(.number(.hour12, .padded))
      case "M": tokens.append(.number(.minute, .padded))
      case "S": tokens.append(.number(.second, .padded))
      case "p": tokens.append(.half)
      case "b", "B", "h": tokens.append(.monthName)
      case "a", "A": tokens.append(.weekdayName)
      case "z", "Z": tokens.append(.offset)
      case "V": tokens.append(.number(.week, .padded))
      case "G": tokens.append(.year(digits: 4))
      case "F": tokens += letters(Array("yyyy-mm-dd".utf8)) ?? []
      case "T": tokens += letters(Array("HH:MM:SS".utf8)) ?? []
      case "f":
        // The sign before it belongs to the fraction.
        if tokens.last == .literal(0x2E) || tokens.last == .literal(0x2C) { tokens.removeLast() }
        tokens.append(.fraction(digits: 6))
      case "%": tokens.append(.literal(byte))
      default: return nil
      }
    }
    return isCode ? nil : tokens
  }
}
