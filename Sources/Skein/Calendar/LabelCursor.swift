/// Goes through the bytes of one label.
struct LabelCursor {
  let text: UnsafeBufferPointer<UInt8>
  var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { position == text.count }
  var peek: UInt8 { position < text.count ? text[position] : 0 }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte, !isAtEnd else { return false }
    position += 1
    return true
  }

  mutating func take(_ bytes: [UInt8]) -> Bool {
    guard text[position...].starts(with: bytes) else { return false }
    position += bytes.count
    return true
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool { take(UInt8(ascii: character)) }

  /// At most so many digits, of which there may be none; of more than four, all that follow are passed
  /// over. A number that does not fit is negative.
  mutating func digits(atMost most: Int) -> (value: Int, count: Int)? {
    var value = 0
    var count = 0
    while count < most, peek &- 0x30 <= 9, !isAtEnd {
      value = value &* 10 &+ Int(peek - 0x30)
      position += 1
      count += 1
    }
    guard most > 4 else { return (value, count) }
    let end = position
    while peek &- 0x30 <= 9, !isAtEnd { position += 1 }
    return position > end && most > 12 ? nil : (value, count)
  }

  /// The letters that stand here.
  mutating func word() -> String {
    let start = position
    while position < text.count, text[position] | 0x20 >= 0x61, text[position] | 0x20 <= 0x7A {
      position += 1
    }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  /// Seconds from UTC of `Z`, `UTC`, `GMT`, `+01`, `+0100` or `+01:00`.
  mutating func offset() -> Int? {
    if peek != UInt8(ascii: "+"), peek != UInt8(ascii: "-") {
      return ["z", "utc", "gmt"].contains(word().lowercased()) ? 0 : nil
    }
    let sign = take("-") ? -1 : 1
    if sign > 0 { position += 1 }
    guard let hours = digits(atMost: 2), hours.count == 2, hours.value <= 18 else { return nil }
    let hasColon = take(":")
    guard let minutes = digits(atMost: 2), minutes.count == 2 || minutes.count == 0 && !hasColon,
      minutes.value < 60
    else { return nil }
    return sign * (hours.value * 3600 + minutes.value * 60)
  }
}

/// Names of months and days of the week, in English.
enum TimeNames {
  static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  static func month(_ name: String) -> Int? {
    index(name, months).map { $0 + 1 }
  }

  static func isWeekday(_ name: String) -> Bool { index(name, weekdays) != nil }

  static func weekday(_ number: Int, isWhole: Bool) -> String {
    isWhole ? weekdays[number] : String(weekdays[number].prefix(3))
  }

  /// A whole name or at least its first three letters.
  private static func index(_ name: String, _ names: [String]) -> Int? {
    guard name.utf8.count >= 3, name.utf8.count <= 9 else { return nil }
    let small = name.lowercased()
    return names.firstIndex { $0.hasPrefix(small) }
  }
}
