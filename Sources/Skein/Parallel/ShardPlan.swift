/// How one minibatch is cut into shards, which team works on which, and in which order their gradients
/// are summed. A worker that shares its rows with nobody is a team of one.
///
/// The shards depend on the batch size alone. The sum is a binary tree over shards: the node of
/// size p at `first` covers shards first..<first + p, p a power of two that divides `first`, and is
/// the sum of its left half plus the sum of its right half. Each team sums the largest nodes that
/// lie within its shards; `additions` finishes the tree. So neither the number of teams nor their
/// shares change a bit.
package struct ShardPlan: Sendable {
  /// A run of shards that one team sums whole.
  package struct Node: Sendable, Hashable {
    package var firstShard: Int
    /// Shards of the full node; the last node of a batch may reach beyond its end.
    package var size: Int
    package var team: Int
    /// Which of the team's gradient buffers holds it.
    package var slot: Int
    /// Rows of the batch.
    package var rows: Range<Int>
  }

  /// `target` += `source`, both indices into `nodes`.
  package struct Addition: Sendable, Hashable {
    package var target: Int
    package var source: Int
  }

  package let rows: Int
  package let shardRows: Int
  package let shardCount: Int
  /// The rows of each team, contiguous and in order; empty for teams beyond the shards.
  package let teamRows: [Range<Int>]
  package let nodes: [Node]
  package let additions: [Addition]
  /// The node that holds the whole sum after all additions.
  package let root: Int

  /// Rows of a shard for batches of `batchSize`: two, so that many teams can share a small batch,
  /// and more only where 256 shards would not do.
  package static func shardRows(batchSize: Int) -> Int {
    max(2, (batchSize + 255) / 256)
  }

  /// Shards of a batch of `rows` rows, of which all but the last of an epoch have `batchSize`.
  package static func shardCount(rows: Int, batchSize: Int) -> Int {
    let shardRows = shardRows(batchSize: batchSize)
    return (rows + shardRows - 1) / shardRows
  }

  /// - Parameters:
  ///   - rows: rows of this batch, at least 1; the last batch of an epoch may have fewer than
  ///     `batchSize`.
  ///   - batchSize: what fixes the shards.
  package init(rows: Int, batchSize: Int, teams: Int) {
    precondition(rows >= 1 && rows <= batchSize, "\(rows) rows in a batch of \(batchSize)")
    precondition(teams >= 1, "\(teams) teams")
    let shardRows = Self.shardRows(batchSize: batchSize)
    let shardCount = Self.shardCount(rows: rows, batchSize: batchSize)
    self.rows = rows
    self.shardRows = shardRows
    self.shardCount = shardCount
    var teamRows: [Range<Int>] = []
    var nodes: [Node] = []
    for team in 0..<teams {
      let begin = team * shardCount / teams
      let end = (team + 1) * shardCount / teams
      teamRows.append(min(begin * shardRows, rows)..<min(end * shardRows, rows))
      var first = begin
      var slot = 0
      while first < end {
        var size = 1
        while size < shardCount, first % (2 * size) == 0, min(first + 2 * size, shardCount) <= end {
          size *= 2
        }
        let last = min(first + size, shardCount)
        nodes.append(
          Node(
            firstShard: first, size: size, team: team, slot: slot,
            rows: first * shardRows..<min(last * shardRows, rows)))
        slot += 1
        first = last
      }
    }
    self.teamRows = teamRows
    self.nodes = nodes
    var tree = TreeWalk(nodes: nodes, shardCount: shardCount)
    var size = 1
    while size < shardCount { size *= 2 }
    root = tree.sum(first: 0, size: size)
    additions = tree.additions
  }

  /// Gradient buffers that the busiest team needs.
  package var slotsPerTeam: Int { (nodes.map(\.slot).max() ?? 0) + 1 }

  /// The most shards that any team sums in one node.
  package var largestNode: Int {
    nodes.map { ($0.rows.count + shardRows - 1) / shardRows }.max() ?? 1
  }

  /// Whether a team has rows where each takes its share in parts, every one a team of the plan.
  package func hasRows(team: Int, parts: Int) -> Bool {
    teamRows[team * parts..<(team + 1) * parts].contains { !$0.isEmpty }
  }

  /// The most rows that any team has.
  package var largestShare: Int { teamRows.map(\.count).max() ?? 0 }
}

/// Walks the tree down to the nodes that teams hold and writes the additions on the way up.
private struct TreeWalk {
  let nodes: [ShardPlan.Node]
  let shardCount: Int
  var additions: [ShardPlan.Addition] = []

  init(nodes: [ShardPlan.Node], shardCount: Int) {
    self.nodes = nodes
    self.shardCount = shardCount
  }

  /// The index of the node whose buffer holds the sum of shards first..<first + size.
  mutating func sum(first: Int, size: Int) -> Int {
    if let held = nodes.firstIndex(where: { $0.firstShard == first && $0.size == size }) {
      return held
    }
    let half = size / 2
    let left = sum(first: first, size: half)
    if first + half >= shardCount { return left }
    let right = sum(first: first + half, size: half)
    additions.append(ShardPlan.Addition(target: left, source: right))
    return left
  }
}
