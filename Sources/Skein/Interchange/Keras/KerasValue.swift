/// A value of a configuration that is written: JSON.
enum KerasValue: Sendable, Encodable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral, ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  case text(String)
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case nothing
  case list([KerasValue])
  case object([String: KerasValue])

  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(floatLiteral value: Double) { self = .number(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(nilLiteral: ()) { self = .nothing }
  init(arrayLiteral elements: KerasValue...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, KerasValue)...) {
    self = .object(Dictionary(uniqueKeysWithValues: elements))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    case .nothing: try container.encodeNil()
    case .list(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }
}
