import Foundation

/// The JSON that Skein writes: sorted keys, so that equal values give equal text.
package enum RunJSON {
  /// `value` as indented JSON that ends with a line break.
  ///
  /// JSON has no NaN or infinity; they are written as the strings `nan`, `inf` and `-inf`, which
  /// Python's `float` and C's `strtod` read.
  package static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return escaped(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }

  /// The same JSON without characters that a terminal obeys or hides; the encoder leaves those above
  /// ASCII, which stand in strings only.
  private static func escaped(_ json: String) -> String {
    if json.utf8.allSatisfy({ $0 < 0x7F }) { return json }
    var escaped = ""
    for scalar in json.unicodeScalars {
      if scalar == "\n" || !scalar.isHidden || scalar.isJoiner {
        escaped.unicodeScalars.append(scalar)
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return escaped
  }

  /// The value that `text` was made from. Throws `DecodingError`.
  package static func value<Value: Decodable>(
    of type: Value.Type, from bytes: [UInt8]
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard hasFewMarks(bytes) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: [],
          debugDescription: "a letter with more than \(StackedMarks.most) marks"))
    }
    return try decoder.decode(type, from: Data(bytes))
  }
}

/// An optional that is written as `null` rather than left out, so that every key is always there.
@propertyWrapper
package struct NullIfMissing<Value: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
  package var wrappedValue: Value?

  package init(wrappedValue: Value?) {
    self.wrappedValue = wrappedValue
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

extension KeyedDecodingContainer {
  /// A key that is not there reads as `null`.
  package func decode<Value>(
    _ type: NullIfMissing<Value>.Type, forKey key: Key
  ) throws -> NullIfMissing<Value> {
    try decodeIfPresent(type, forKey: key) ?? NullIfMissing(wrappedValue: nil)
  }
}
