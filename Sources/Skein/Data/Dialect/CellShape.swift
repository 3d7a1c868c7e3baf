/// What the text of one field may be, as far as it tells by itself.
enum CellShape: Equatable {
  /// Nothing, or a word that says so.
  case missing
  /// A number, in these forms.
  case number(NumberForms)
  /// A number with a sign of currency, a percent sign, or K, M or B for thousands and more.
  case decorated(NumberForms)
  case infinite
  case text

  /// - Parameter markers: words for a missing value, in small letters.
  init(_ field: UnsafeBufferPointer<UInt8>, markers: Set<String>) {
    guard field.count <= 400 else {
      self = .text
      return
    }
    let text = CellText(field)
    if text.bytes.isEmpty {
      self = .missing
    } else if let forms = NumberForms(text.bytes) {
      self = .number(forms)
    } else if text.bytes.count <= 12,
      markers.contains(String(decoding: text.bytes, as: UTF8.self).lowercased())
    {
      self = .missing
    } else if let inner = text.undecorated, let forms = NumberForms(inner.bytes) {
      self = .decorated(forms)
    } else if text.isInfinite {
      self = .infinite
    } else {
      self = .text
    }
  }
}

/// The bytes of a field without what no reader sees: spaces around them, characters without width,
/// hard blanks as plain ones.
struct CellText {
  var bytes: [UInt8]

  init(_ field: UnsafeBufferPointer<UInt8>) {
    bytes = Array(field)
    if bytes.contains(where: { $0 >= 0x80 }) { bytes = Self.visible(bytes) }
    while let last = bytes.last, DecimalNumber.isSpace(last) { bytes.removeLast() }
    let spaces = bytes.prefix { DecimalNumber.isSpace($0) }.count
    if spaces > 0 { bytes.removeFirst(spaces) }
  }

  private static func visible(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x200B...0x200F, 0x2060, 0xFEFF: continue
      case 0xA0, 0x2007, 0x2009, 0x202F: result.append(0x20)
      case 0x2212: result.append(UInt8(ascii: "-"))
      case 0x2019: result.append(UInt8(ascii: "'"))
      default: result += Array(String(scalar).utf8)
      }
    }
    return result
  }

  /// Without a sign of currency in front, and without a unit of percents or thousands behind; with what
  /// that multiplies the number by.
  var undecorated: (bytes: [UInt8], factor: Double)? {
    var inner = bytes
    var factor = 1.0
    let isNegative = inner.first == UInt8(ascii: "-")
    if isNegative { inner.removeFirst() }
    let count = inner.count
    for sign in ["$", "€", "£", "¥"] where inner.starts(with: sign.utf8) {
      inner.removeFirst(sign.utf8.count)
    }
    while inner.first == 0x20 { inner.removeFirst() }
    switch inner.last.map({ UnicodeScalar($0) }) {
    case "%": inner.removeLast()
    case "K", "k": (factor, _) = (1e3, inner.removeLast())
    case "M": (factor, _) = (1e6, inner.removeLast())
    case "B": (factor, _) = (1e9, inner.removeLast())
    default: break
    }
    while inner.last == 0x20 { inner.removeLast() }
    guard inner.count < count, inner.first.map({ $0 &- 0x30 <= 9 || $0 == 0x2E }) ?? false else {
      return nil
    }
    return ((isNegative ? [UInt8(ascii: "-")] : []) + inner, factor)
  }

  var isInfinite: Bool {
    guard bytes.count <= 9 else { return false }
    let word = String(decoding: bytes, as: UTF8.self).lowercased()
    return ["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"].contains(word)
  }
}

/// A decimal sign and the sign between thousands, if any.
struct NumberForm: Equatable, Sendable {
  var decimal: UInt8
  var thousands: UInt8?

  private static let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
  /// The forms that are looked for, those that are meant more often first.
  static let all: [NumberForm] = [
    NumberForm(decimal: point, thousands: nil), NumberForm(decimal: comma, thousands: nil),
    NumberForm(decimal: point, thousands: comma), NumberForm(decimal: comma, thousands: point),
    NumberForm(decimal: comma, thousands: 0x20), NumberForm(decimal: point, thousands: 0x20),
    NumberForm(decimal: point, thousands: 0x27), NumberForm(decimal: comma, thousands: 0x27),
  ]

  /// The number that `text` is in this form.
  func value(_ text: [UInt8]) -> Double? {
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count + 1)
    // Digits since the last sign between thousands, while there was one.
    var group: Int?
    var digits = 0
    var isWhole = true
    for byte in text {
      if isWhole, let thousands, byte == thousands {
        guard group.map({ $0 == 3 }) ?? ((1...3).contains(digits) && plain.last != nil),
          group != nil || !(digits == 1 && plain.last == 0x30)
        else { return nil }
        group = 0
        continue
      }
      if byte &- 0x30 <= 9 {
        if isWhole {
          digits += 1
          group = group.map { $0 + 1 }
        }
        plain.append(byte)
      } else if byte == decimal, isWhole {
        if group.map({ $0 != 3 }) ?? false { return nil }
        isWhole = false
        plain.append(Self.point)
      } else if byte == Self.point || byte == Self.comma {
        return nil
      } else {
        if byte | 0x20 == UInt8(ascii: "e") {
          if isWhole, group.map({ $0 != 3 }) ?? false { return nil }
          isWhole = false
        }
        plain.append(byte)
      }
    }
    if isWhole, group.map({ $0 != 3 }) ?? false { return nil }
    plain.append(0)
    return plain.withUnsafeBufferPointer { plain in
      guard let base = plain.baseAddress, let (value, next) = DecimalNumber.scan(base),
        next == base + (plain.count - 1)
      else { return nil }
      return value
    }
  }
}

/// The forms of `NumberForm.all` in which a text is a number.
struct NumberForms: OptionSet, Equatable {
  let rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Nil where it is no number in any form.
  init?(_ text: [UInt8]) {
    guard text.contains(where: { $0 &- 0x30 <= 9 }),
      text.allSatisfy({ $0 &- 0x30 <= 9 || "+-.,' eE".utf8.contains($0) })
    else { return nil }
    var forms: UInt8 = 0
    for (index, form) in NumberForm.all.enumerated() where form.value(text) != nil {
      forms |= 1 << UInt8(index)
    }
    if forms == 0 { return nil }
    rawValue = forms
  }

  func contains(form index: Int) -> Bool { rawValue >> UInt8(index) & 1 == 1 }

  /// Whether it is written with digits alone, so that all forms agree.
  var isWhole: Bool { rawValue == .max }
}
