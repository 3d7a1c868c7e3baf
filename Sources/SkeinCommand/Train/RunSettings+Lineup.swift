import Skein
import Topology

extension RunSettings {
  /// The workers of a training, and how many were wanted.
  ///
  /// - Parameter samples: of the training part.
  func lineup(
    _ architecture: Sequential, input: LayerShape, samples: Int
  ) throws -> (lineup: Lineup, wanted: Int) {
    let batchSize = training.rowsPerStep
    let work = try BatchWork(
      architecture, input: input, rows: max(min(batchSize, samples), 1), batchSize: batchSize,
      isTraining: true)
    return try Lineup.forBatch(
      work, workers: workers, policy: PlacementPolicy(parsing: placement),
      machine: Machine.discover().narrowed(by: limits), team: team)
  }
}
