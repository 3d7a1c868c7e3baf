/// Which teams and workers of a training are this rank's, among those of all ranks.
struct RankTeams: Sendable {
  let rank: Int
  /// Teams and workers of every rank.
  private let teams: [Int]
  private let workers: [Int]

  private init(rank: Int, teams: [Int], workers: [Int]) {
    (self.rank, self.teams, self.workers) = (rank, teams, workers)
  }

  /// Asks all ranks; nil is a training in one process.
  init(_ ranks: (any RankTransport)?, teams: TeamPlan) {
    guard let ranks else {
      self.init(rank: 0, teams: [teams.count], workers: [teams.workers])
      return
    }
    let all = ranks.gather([Double(teams.count), Double(teams.workers)])
    self.init(
      rank: ranks.rank, teams: all.map { Int($0[0]) }, workers: all.map { Int($0[1]) })
  }

  var count: Int { teams.count }
  var allTeams: Int { teams.reduce(0, +) }
  var allWorkers: Int { workers.reduce(0, +) }
  /// The number of this rank's first team, and worker, among all.
  var firstTeam: Int { teams[..<rank].reduce(0, +) }
  var firstWorker: Int { workers[..<rank].reduce(0, +) }

  /// The workers of a rank, among all.
  func workers(of rank: Int) -> Range<Int> {
    let first = workers[..<rank].reduce(0, +)
    return first..<first + workers[rank]
  }

  /// The teams of a rank, among all.
  func teams(of rank: Int) -> Range<Int> {
    let first = teams[..<rank].reduce(0, +)
    return first..<first + teams[rank]
  }
}
