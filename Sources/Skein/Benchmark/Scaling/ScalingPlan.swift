import Topology

/// Who shares a batch on a machine that need not be here, in which teams, and what each has to do.
package struct ScalingPlan: Sendable {
  /// Workers asked for.
  package let workers: Int
  let policy: PlacementPolicy
  /// Where those are who work: no more than the batch's shards have use for.
  let placement: Placement
  /// Where they are taken to be.
  let places: [WorkerPlace]
  let teams: TeamPlan
  let shards: ShardPlan

  /// - Parameters:
  ///   - team: the most members of a team.
  ///   - batchSize: of one worker where the scaling is weak.
  /// - Throws: what `Machine.place` throws.
  package init(
    workers: Int, team: Int = 1, policy: PlacementPolicy = .spread,
    scaling: BenchmarkRun.Scaling = .strong, batchSize: Int, on machine: Machine
  ) throws(TopologyError) {
    let batch = Self.batch(batchSize, workers: workers, scaling: scaling)
    let most = ShardPlan.shardCount(rows: batch, batchSize: batch)
    let working = team == 1 ? min(workers, most, Crew.mostThatMeet) : workers
    var placement = try machine.place(workers: working, policy: policy)
    if team > 1 {
      placement = TeamPlan(placement.workers, machine: machine, size: team)
        .chosen(min(most, max(Crew.mostThatMeet / team, 1)), from: placement)
    }
    try self.init(
      placement, workers: workers, team: team, scaling: scaling, batchSize: batchSize, on: machine)
  }

  /// - Parameter crew: as it would share the batch.
  /// - Throws: what `Machine.place` throws.
  package init(
    _ crew: Crew, scaling: BenchmarkRun.Scaling, batchSize: Int
  ) throws(TopologyError) {
    try self.init(
      crew.placement, workers: crew.count, team: crew.team.fixed ?? 1, scaling: scaling,
      batchSize: batchSize, on: crew.machine)
  }

  private init(
    _ placement: Placement, workers: Int, team: Int, scaling: BenchmarkRun.Scaling,
    batchSize: Int, on machine: Machine
  ) throws(TopologyError) {
    let batch = Self.batch(batchSize, workers: workers, scaling: scaling)
    self.workers = workers
    self.placement = placement
    policy = placement.policy
    teams = TeamPlan(placement.workers, machine: machine, size: team)
    shards = ShardPlan(rows: batch, batchSize: batch, teams: teams.count)
    // The kernel, left alone, does no better than the best placement.
    places =
      policy == .none
      ? try machine.place(workers: placement.workers.count, policy: .spread).workers
      : placement.workers
  }

  private static func batch(
    _ batchSize: Int, workers: Int, scaling: BenchmarkRun.Scaling
  ) -> Int {
    scaling == .weak ? min(batchSize * workers, TrainingOptions.largestBatch) : batchSize
  }

  /// Workers that train.
  package var working: Int { placement.workers.count }

  /// The most members of a team.
  package var team: Int { teams.mostMembers }

  func part(of worker: Int) -> CoreProfile.Part {
    CoreProfile.Part(
      rows: shards.teamRows[teams.team(of: worker)].count, members: teams.members(of: worker))
  }

  /// What the busiest worker has, and a worker without a team with the same rows: a prediction rests on
  /// how long these take.
  package var parts: Set<CoreProfile.Part> {
    let busiest = teams.teams.indices.filter { shards.teamRows[$0].count == shards.largestShare }
    return Set(busiest.map { part(of: teams.teams[$0].lowerBound) })
      .union([CoreProfile.Part(rows: shards.largestShare)])
  }
}
