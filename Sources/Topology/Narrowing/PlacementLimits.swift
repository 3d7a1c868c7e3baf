/// What a user leaves out of a machine before workers are placed on the rest, as texts that files
/// keep.
public struct PlacementLimits: Sendable, Hashable {
  /// Which kinds of cores may be used, and counted for an automatic number of workers.
  public enum Cores: String, Sendable, Hashable, Codable, CaseIterable {
    case performance, efficiency
    /// Both, with efficiency cores in the automatic number.
    case all
  }

  /// The processors of another process's mask, such as `0-7`; nil for this process's own.
  public var like: String?
  public var cores: Cores?
  /// A list of processors or an expression whose processors are left out.
  public var exclude: String?
  /// Cores that stay free for others.
  public var leave = 0
  /// This process's share of the machine: `rank` asks the launcher, `1/4` is the second of four.
  public var split: String?

  /// Nothing is left out.
  public init() {}

  public var isEmpty: Bool { self == PlacementLimits() }

  /// - Throws: `TopologyError` for the first text that cannot be read, with the place of the mistake.
  public func check() throws(TopologyError) {
    if let like { _ = try CPUSet(parsing: like) }
    if let exclude { _ = try Self.excluded(exclude) }
    if let split { _ = try RankShare.parsing(split) }
  }

  /// The policy whose processors are left out.
  static func excluded(_ text: String) throws(TopologyError) -> PlacementPolicy {
    let policy = try PlacementPolicy(parsing: text)
    guard policy.isList else {
      throw .placement(
        text: text, column: 1, reason: "what is left out is a list of processors or of objects")
    }
    return policy
  }
}
