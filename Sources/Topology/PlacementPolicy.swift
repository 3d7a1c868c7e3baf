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
  /// Every worker may run on every allowed processor, as the kernel likes.
  case none

  /// The policy that a text names: `spread`, `compact`, `smt`, `none` or a list `0,2,4-7`.
  ///
  /// - Throws: `TopologyError.policy` for an unknown word, `.processorList` for a bad list.
  public init(parsing text: String) throws(TopologyError) {
    switch text {
    case "spread": self = .spread
    case "compact": self = .compact
    case "smt": self = .smt
    case "none": self = .none
    default:
      guard let first = text.first, first.isASCII, first.isNumber else {
        throw .policy(text: text)
      }
      self = .processors(try ProcessorList.parse(text))
    }
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
