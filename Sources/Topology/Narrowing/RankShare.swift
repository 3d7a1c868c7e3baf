/// One of several processes on a machine, and how many they are.
public struct RankShare: Sendable, Hashable {
  /// From 0.
  public let rank: Int
  public let count: Int
  /// Who says so; nil for a share that was given.
  public let launcher: String?

  public init(rank: Int, count: Int, launcher: String? = nil) {
    self.rank = rank
    self.count = count
    self.launcher = launcher
  }

  /// The share that a text such as `1/4` gives, the second of four; nil for `rank`, which asks the
  /// launcher.
  ///
  /// - Throws: `TopologyError.placement`.
  public static func parsing(_ text: String) throws(TopologyError) -> RankShare? {
    if text == "rank" { return nil }
    var cursor = try PlacementCursor(text)
    let rank = try cursor.number(
      upTo: Machine.maximumWorkers, of: "rank, or the number of a share,")
    guard cursor.take("/") else {
      throw cursor.refused("a share is written 0/2 for the first of two")
    }
    let place = cursor.position
    let count = try cursor.number(upTo: Machine.maximumWorkers, of: "the number of shares")
    guard cursor.isAtEnd else { throw cursor.refused("nothing follows a share") }
    guard rank < count else {
      throw cursor.refused("shares count from 0, so \(rank) is none of \(count)", at: place)
    }
    return RankShare(rank: rank, count: count)
  }

  /// The share that a launcher's variables tell (`Launcher.known`); nil without a launcher.
  public static func told(by environment: [String: String]) -> RankShare? {
    for launcher in Launcher.known {
      guard let share = launcher.share(in: environment) else { continue }
      return RankShare(rank: share.rank, count: share.count, launcher: launcher.name)
    }
    return nil
  }
}
