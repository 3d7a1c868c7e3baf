/// A placement in the words of hwloc-calc, likwid or OpenMP, such as `package:0.core:0-3`,
/// `S0:0-3@S1:0-3`, `0xff`, `{0:4}:2:4` or `per:l3`.
///
/// A value, equal by its text. Which processors it names depends on the machine.
public struct PlacementExpression: Sendable, Hashable {
  /// As it was given, with single blanks.
  public let text: String
  let form: Form

  enum Form: Sendable {
    case terms([Term])
    case places(PlaceList)
    /// OpenMP's abstract names: a place for each object, all or the first so many.
    case abstract(ObjectLevel, count: Int?)
  }

  /// How a term changes what the terms before it have named.
  enum Operation: Sendable {
    case add, remove, keep, toggle
  }

  /// One part between blanks.
  struct Term: Sendable {
    enum Content: Sendable {
      /// Objects within objects: `package:0.core:0-3`.
      case objects([Link])
      case mask(ProcessorMask)
      /// One for each object of a level.
      case each(ObjectLevel)
      case domains([Domain])
    }

    /// Objects of a level, by their numbers within those before.
    struct Link: Sendable {
      let level: ObjectLevel
      let indexes: IndexList
      let position: Int
    }

    struct Domain: Sendable {
      let domain: ThreadDomain
      let position: Int
    }

    let operation: Operation
    let content: Content
    let position: Int
  }

  public static func == (a: PlacementExpression, b: PlacementExpression) -> Bool {
    a.text == b.text
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Reads an expression; costs time in proportion to its length.
  ///
  /// - Throws: `TopologyError.placement` with the place of the first mistake.
  public init(parsing text: String) throws(TopologyError) {
    var form = try Self.form(of: text)
    let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    // Later complaints are about the text that is kept.
    if plain != text { form = try Self.form(of: plain) }
    self.text = plain
    self.form = form
  }

  /// The error for what stands at a place of the text.
  func refused(_ reason: String, at position: Int) -> TopologyError {
    .placement(text: text, column: position + 1, reason: reason)
  }
}

extension PlacementExpression: CustomStringConvertible {
  public var description: String { text }
}
