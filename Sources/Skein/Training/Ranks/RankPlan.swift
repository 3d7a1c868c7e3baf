/// How the ranks of a training finish the tree of a batch's sum: which additions each does for itself, what
/// it gives to the others, and which additions are left then.
///
/// Every rank's teams have an aligned run of shards, so few nodes are left of it. The additions and their
/// order within each sum are the plan's, so the bits are those of one process.
struct RankPlan: Sendable {
  /// Rows of each rank.
  let rows: [Range<Int>]
  /// Additions of nodes that one rank has by itself, of all ranks.
  private let inside: [[ShardPlan.Addition]]
  /// The nodes that each rank gives to the others.
  let given: [[Int]]
  /// Those that need what was given, in order.
  let across: [ShardPlan.Addition]

  /// Where a node of another rank arrives: in which of the buffers, and at which of its gradients.
  struct Arrival: Sendable {
    let node: Int
    let buffer: Int
    let place: Int
  }

  /// The nodes that other ranks give to this one.
  let arrivals: [Arrival]
  private let arrived: Set<Int>

  /// - Parameters:
  ///   - plan: of all ranks' teams.
  ///   - parts: teams of the plan for each team of a rank.
  init(_ plan: ShardPlan, _ share: RankTeams, parts: Int) {
    let teams = (0..<share.count).map { rank in
      let own = share.teams(of: rank)
      return own.lowerBound * parts..<own.upperBound * parts
    }
    rows = teams.map { teams in
      let own = plan.teamRows[teams].filter { !$0.isEmpty }
      return (own.first?.lowerBound ?? plan.rows)..<(own.last?.upperBound ?? plan.rows)
    }
    func rank(of node: Int) -> Int {
      teams.firstIndex { $0.contains(plan.nodes[node].team) } ?? 0
    }
    var inside = [[ShardPlan.Addition]](repeating: [], count: share.count)
    var across: [ShardPlan.Addition] = []
    var waits: Set<Int> = []
    var isGone: Set<Int> = []
    for addition in plan.additions {
      let owner = rank(of: addition.target)
      if owner == rank(of: addition.source), !waits.contains(addition.target),
        !waits.contains(addition.source)
      {
        inside[owner].append(addition)
        isGone.insert(addition.source)
      } else {
        across.append(addition)
        waits.insert(addition.target)
      }
    }
    self.inside = inside
    self.across = across
    let given = (0..<share.count).map { rank in
      plan.nodes.indices.filter { node in
        teams[rank].contains(plan.nodes[node].team) && !isGone.contains(node)
          && !plan.nodes[node].rows.isEmpty
      }
    }
    self.given = given
    var arrivals: [Arrival] = []
    for buffer in 0..<(given.map(\.count).max() ?? 0) {
      let ranks = given.indices.filter { given[$0].count > buffer }
      for (place, rank) in ranks.enumerated() where rank != share.rank {
        arrivals.append(Arrival(node: given[rank][buffer], buffer: buffer, place: place))
      }
    }
    self.arrivals = arrivals
    arrived = Set(arrivals.map(\.node))
  }

  /// Whether a node is another rank's that gives it to this one.
  func arrives(_ node: Int) -> Bool { arrived.contains(node) }

  /// What a rank adds before it gives.
  func additions(of rank: Int) -> [ShardPlan.Addition] { inside[rank] }

  /// The most nodes that any rank gives.
  var mostGiven: Int { given.map(\.count).max() ?? 0 }
}
