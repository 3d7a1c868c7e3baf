import Topology

/// One way to train or predict that a comparison measures.
package struct ComparisonCandidate: Sendable, Equatable {
  package var workers: Int
  package var policy: PlacementPolicy
  /// Nil where it was not given.
  package var team: TeamSize?
  /// The program that measures; nil for this process.
  package var program: String?

  package init(workers: Int, policy: PlacementPolicy, team: TeamSize? = nil, program: String? = nil)
  {
    self.workers = workers
    self.policy = policy
    self.team = team
    self.program = program
  }

  /// “2 workers, placement spread, team 2”, and the program where there are several.
  package var name: String {
    var name = MachineText.crew(workers, placement: policy)
    if let team { name += ", team \(team)" }
    if let program { name += ", \(ShortText.cut(program, to: 60))" }
    return name
  }
}
