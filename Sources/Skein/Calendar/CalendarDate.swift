/// A date and time as written in a data file, without time zone or calendar arithmetic.
package struct CalendarDate: Sendable, Comparable {
  package var year: Int
  package var month = 1
  package var day = 1
  package var hour = 0
  package var minute = 0
  package var second = 0

  package init(
    year: Int, month: Int = 1, day: Int = 1, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// Reads `1749-01`, `2010/01/31`, `20100131`, each full date also with a time: a space or T,
  /// then `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fff`, perhaps Z. Nil for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    // The longest form is 2010-01-31T00:00:00.000000000Z.
    guard bytes.count >= 7, bytes.count <= 30 else { return nil }
    var scanner = DigitScanner(bytes: bytes)
    guard let year = scanner.digits(4) else { return nil }
    self.init(year: year)
    if let separator = scanner.takeOne(of: "-/") {
      guard let month = scanner.digits(2) else { return nil }
      self.month = month
      if !scanner.isAtEnd {
        guard scanner.takeOne(of: Character(Unicode.Scalar(separator)).description) != nil,
          let day = scanner.digits(2)
        else { return nil }
        self.day = day
        guard readTime(&scanner) else { return nil }
      }
    } else {
      guard let month = scanner.digits(2), let day = scanner.digits(2) else { return nil }
      self.month = month
      self.day = day
      guard readTime(&scanner) else { return nil }
    }
    guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
    else { return nil }
  }

  private mutating func readTime(_ scanner: inout DigitScanner) -> Bool {
    if scanner.isAtEnd { return true }
    guard scanner.takeOne(of: " T") != nil, let hour = scanner.digits(2),
      scanner.takeOne(of: ":") != nil, let minute = scanner.digits(2)
    else { return false }
    self.hour = hour
    self.minute = minute
    if scanner.takeOne(of: ":") != nil {
      guard let second = scanner.digits(2) else { return false }
      self.second = second
      if scanner.takeOne(of: ".") != nil { while scanner.digits(1) != nil {} }
    }
    _ = scanner.takeOne(of: "Z")
    return scanner.isAtEnd
  }

  package static func < (a: CalendarDate, b: CalendarDate) -> Bool {
    (a.year, a.month, a.day, a.hour, a.minute, a.second)
      < (b.year, b.month, b.day, b.hour, b.minute, b.second)
  }

  private struct DigitScanner {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func digits(_ count: Int) -> Int? {
      guard position + count <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[position..<position + count] {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      position += count
      return value
    }

    mutating func takeOne(of characters: String) -> UInt8? {
      guard position < bytes.count, characters.utf8.contains(bytes[position]) else { return nil }
      position += 1
      return bytes[position - 1]
    }
  }
}
