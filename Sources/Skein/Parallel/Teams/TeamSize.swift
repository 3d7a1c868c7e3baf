/// How many workers may share their rows and split the units of every layer. The bits are the same for
/// every choice.
public enum TeamSize: Sendable, Hashable {
  /// Chosen from batch, units, steps, caches and how long a meeting takes.
  case auto
  /// At most so many, from 1 (no teams) to `TeamPlan.mostMembers`, below one cache each.
  case fixed(Int)

  /// The most members that a team may have.
  public static let largest = TeamPlan.mostMembers

  /// The size that was asked for; nil for `auto`.
  package var fixed: Int? {
    if case .fixed(let size) = self { return size }
    return nil
  }
}

extension TeamSize: CustomStringConvertible {
  /// What `init(parsing:)` takes: `auto`, or a number.
  public init?(parsing text: String) {
    if text == "auto" {
      self = .auto
    } else if let size = Int(text), (1...Self.largest).contains(size) {
      self = .fixed(size)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .auto: "auto"
    case .fixed(let size): "\(size)"
    }
  }
}
