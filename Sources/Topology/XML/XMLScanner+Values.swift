extension XMLScanner {
  /// Reads `name="value"`.
  mutating func scanAttribute(
    of element: String
  ) throws(XMLFault) -> (name: String, value: String) {
    let name = try scanName()
    guard !name.isEmpty, skip("=\"") else {
      throw fault("<\(element)> holds a malformed attribute")
    }
    let start = position
    while let byte = peek, byte != UInt8(ascii: "<"), byte != UInt8(ascii: "\n"), byte != 0 {
      position += 1
      if byte == UInt8(ascii: "\"") {
        let raw = bytes[start..<position - 1]
        guard raw.count <= Self.maximumValue else {
          throw fault("the value of \(name) is longer than \(Self.maximumValue >> 10) KiB")
        }
        return (name, try decoded(raw, of: name))
      }
    }
    throw fault("the value of \(name) does not end with a quote")
  }

  private func decoded(_ raw: ArraySlice<UInt8>, of name: String) throws(XMLFault) -> String {
    guard let text = String(validating: raw, as: UTF8.self) else {
      throw fault("the value of \(name) is not UTF-8")
    }
    guard raw.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[rest.index(after: start)...]
      guard let end = rest.firstIndex(of: ";"), let scalar = Self.referred(rest[..<end]) else {
        throw fault(
          "&\(rest.prefix { $0 != ";" }.prefix(20)); in the value of \(name) stands for no "
            + "character; declarations are not read")
      }
      result.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static let named: [Substring: Unicode.Scalar] = [
    "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'",
  ]

  /// The character of a reference such as `amp`, `#65` or `#x41`.
  private static func referred(_ text: Substring) -> Unicode.Scalar? {
    if let scalar = named[text] { return scalar }
    guard text.first == "#" else { return nil }
    let digits = text.dropFirst()
    let isHexadecimal = digits.first == "x"
    let number = isHexadecimal ? digits.dropFirst() : digits
    guard number.utf8.count <= 8, number.allSatisfy({ $0.isASCII && $0.isHexDigit }),
      let value = UInt32(number, radix: isHexadecimal ? 16 : 10),
      let scalar = Unicode.Scalar(value), value >= 0x20 || [0x09, 0x0A, 0x0D].contains(value)
    else { return nil }
    return scalar
  }
}
