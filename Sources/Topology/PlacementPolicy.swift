/// Where workers go.
public enum PlacementPolicy: Sendable, Hashable {
  /// One worker a core, as far apart as the machine allows: most caches and memory channels.
  case spread
  /// One worker a core, filling one cache and memory domain before the next.
  case compact
  /// Workers on every hardware thread of a core before the next core.
  case smt
  /// Exactly these processors, in this order.
  case processors([Int])
  /// What an expression names on the machine, in its order.
  case expression(PlacementExpression)
  /// Every worker may run on every allowed processor, as the kernel likes.
  case none

  /// The policy that a text names: `spread`, `compact`, `smt`, `none`, a list `0,2,4-7`, or an
  /// expression such as `package:0.core:0-3`, `S0:0-3`, `0xff`, `{0:4}:2:4` or `per:l3`.
  ///
  /// - Throws: `TopologyError.policy` for an unknown word, `.processorList` for a bad list,
  ///   `.placement` for a bad expression, with the place of the mistake.
  public init(parsing text: String) throws(TopologyError) {
    switch text {
    case "spread": self = .spread
    case "compact": self = .compact
    case "smt": self = .smt
    case "none": self = .none
    default:
      // Only lists have nothing but these, and no mask begins so.
      let isList = text.first.map(Self.isDigit) ?? false
      if isList, text.allSatisfy({ Self.isDigit($0) || "-,.".contains($0) }) {
        self = .processors(try ProcessorList.parse(text))
      } else if text.allSatisfy({ $0.isLetter || $0 == "-" || Self.isDigit($0) }),
        !Self.isAbstract(text)
      {
        throw .policy(text: text)
      } else {
        self = .expression(try PlacementExpression(parsing: text))
      }
    }
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isNumber
  }

  /// Whether the word is an expression of its own.
  private static func isAbstract(_ text: String) -> Bool {
    ["threads", "cores", "sockets", "all", "root"].contains(text.lowercased())
      || text.lowercased().hasPrefix("0x")
  }
}

extension PlacementPolicy: CustomStringConvertible {
  /// The text that `init(parsing:)` reads back.
  public var description: String {
    switch self {
    case .spread: "spread"
    case .compact: "compact"
    case .smt: "smt"
    case .processors(let list): ProcessorList.format(list)
    case .expression(let expression): expression.text
    case .none: "none"
    }
  }
}

extension PlacementPolicy: Codable {
  /// Reads the text form, a single string.
  public init(from decoder: any Decoder) throws {
    try self.init(parsing: decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the text form, a single string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
