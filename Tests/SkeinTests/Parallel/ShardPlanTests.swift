import Skein
import Testing

@Suite("The plan of shards")
struct ShardPlanTests {
  /// The sum that the plan promises, as a text: the tree over shards first..<first + size, of which
  /// those from `count` on do not exist.
  private func tree(_ first: Int, _ size: Int, count: Int) -> String? {
    if first >= count { return nil }
    if size == 1 { return "\(first)" }
    guard let left = tree(first, size / 2, count: count) else { return nil }
    guard let right = tree(first + size / 2, size / 2, count: count) else { return left }
    return "(\(left)+\(right))"
  }

  private func wholeTree(count: Int) -> String {
    var size = 1
    while size < count { size *= 2 }
    return tree(0, size, count: count) ?? ""
  }

  /// What the plan's additions make of its nodes.
  private func sum(_ plan: ShardPlan) -> String {
    var sums = plan.nodes.map { tree($0.firstShard, $0.size, count: plan.shardCount) ?? "" }
    for addition in plan.additions {
      sums[addition.target] = "(\(sums[addition.target])+\(sums[addition.source]))"
      // A buffer that was added is used up.
      sums[addition.source] = "gone"
    }
    return sums[plan.root]
  }

  /// Everything about a plan but its sum; nil where all is well, since a million expectations that
  /// hold are slow to record.
  private func fault(_ plan: ShardPlan, batchSize: Int, workers: Int) -> String? {
    let shardRows = ShardPlan.shardRows(batchSize: batchSize)
    if plan.shardRows != shardRows { return "shards of \(plan.shardRows) rows" }
    if plan.shardCount != (plan.rows + shardRows - 1) / shardRows { return "shard count" }
    if plan.teamRows.count != workers { return "\(plan.teamRows.count) workers" }

    var next = 0
    for (worker, rows) in plan.teamRows.enumerated() {
      if rows.lowerBound != next { return "worker \(worker) begins at \(rows.lowerBound)" }
      next = rows.upperBound
      if rows.lowerBound % shardRows != 0, rows.lowerBound != plan.rows { return "a cut shard" }
      let nodes = plan.nodes.filter { $0.team == worker }
      if nodes.map(\.slot) != Array(0..<nodes.count) { return "slots \(nodes.map(\.slot))" }
      if nodes.count > plan.slotsPerTeam { return "\(nodes.count) nodes" }
      if nodes.first?.rows.lowerBound ?? rows.lowerBound != rows.lowerBound { return "a gap" }
      if nodes.last?.rows.upperBound ?? rows.upperBound != rows.upperBound { return "a tail" }
      for (node, after) in zip(nodes, nodes.dropFirst()) {
        if node.rows.upperBound != after.rows.lowerBound { return "a gap between nodes" }
        let siblings =
          node.size == after.size && node.firstShard % (2 * node.size) == 0
          && after.firstShard == node.firstShard + node.size
        if siblings { return "two halves that could be one node" }
      }
      if rows.isEmpty != nodes.isEmpty { return "nodes without rows" }
    }
    if next != plan.rows { return "rows up to \(next)" }
    if plan.largestShare != plan.teamRows.map(\.count).max() { return "largest share" }
    let sizes = plan.teamRows.map { ($0.count + shardRows - 1) / shardRows }
    if (sizes.max() ?? 0) - (sizes.min() ?? 0) > 1 { return "uneven shares \(sizes)" }

    for node in plan.nodes {
      if node.size & (node.size - 1) != 0 { return "a node of \(node.size) shards" }
      if node.firstShard % node.size != 0 { return "a node at \(node.firstShard)" }
      let end = min((node.firstShard + node.size) * shardRows, plan.rows)
      if node.rows != node.firstShard * shardRows..<end { return "rows \(node.rows)" }
    }
    if plan.additions.count != plan.nodes.count - 1 { return "\(plan.additions.count) additions" }
    return nil
  }

  @Test("covers every batch up to 70, its rows and 1 to 12 workers with one and the same tree")
  func exhaustive() {
    var faults: [String] = []
    for batchSize in 1...70 {
      for rows in 1...batchSize {
        let wanted = wholeTree(count: (rows + 1) / 2)
        for workers in 1...12 {
          let plan = ShardPlan(rows: rows, batchSize: batchSize, teams: workers)
          if let fault = fault(plan, batchSize: batchSize, workers: workers) {
            faults.append("\(rows) of \(batchSize) rows, \(workers) workers: \(fault)")
          }
          if sum(plan) != wanted {
            faults.append("\(rows) of \(batchSize) rows, \(workers) workers: \(sum(plan))")
          }
        }
      }
    }
    #expect(faults.isEmpty, "\(faults.prefix(5))")
  }

  @Test("covers large batches and many workers too")
  func large() {
    for batchSize in [511, 512, 513, 1000, 4097, 1 << 20] {
      let shardRows = ShardPlan.shardRows(batchSize: batchSize)
      #expect((batchSize + shardRows - 1) / shardRows <= 256)
      for rows in [1, shardRows, shardRows + 1, batchSize / 3, batchSize - 1, batchSize] {
        let wanted = wholeTree(count: (rows + shardRows - 1) / shardRows)
        for workers in [1, 2, 3, 7, 64, 97, 255, 256, 300] {
          let plan = ShardPlan(rows: rows, batchSize: batchSize, teams: workers)
          #expect(fault(plan, batchSize: batchSize, workers: workers) == nil)
          #expect(sum(plan) == wanted, "\(rows) of \(batchSize) rows, \(workers) workers")
        }
      }
    }
  }

  @Test("spells out one small tree")
  func example() {
    // Seven rows are the shards 0, 1, 2 of two rows and 3 of one; worker 1 has the last two.
    let plan = ShardPlan(rows: 7, batchSize: 8, teams: 3)
    #expect(plan.teamRows == [0..<2, 2..<4, 4..<7])
    #expect(plan.nodes.map(\.firstShard) == [0, 1, 2] && plan.nodes.map(\.size) == [1, 1, 2])
    #expect(plan.additions.map(\.target) == [0, 0] && plan.additions.map(\.source) == [1, 2])
    #expect(plan.root == 0 && sum(plan) == "((0+1)+(2+3))")
  }
}
