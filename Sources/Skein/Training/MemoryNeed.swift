import Foundation

/// Why a training was refused before it began.
public enum MemoryError: Error, Equatable {
  /// The estimate is above what is free; both in bytes. So many parameters are vectors of tokens.
  case notEnough(
    parameters: Int, ofTokens: Int, batchSize: Int, workers: Int, needed: Int, free: Int)
}

extension MemoryError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .notEnough(
      let parameters, let ofTokens, let batchSize, let workers, let needed, let free):
      func gigabytes(_ bytes: Int) -> String { "\((Double(bytes) / 1e8).rounded() / 10) GB" }
      let tokens = ofTokens == 0 ? "" : ", \(ofTokens) of them in the vectors of tokens,"
      return "training \(parameters) parameters\(tokens) with batches of \(batchSize) on \(workers)"
        + " worker\(workers == 1 ? "" : "s") needs about \(gigabytes(needed)) of memory, but only"
        + " \(gigabytes(free)) are free; use \(ofTokens == 0 ? "" : "a smaller vocabulary, ")fewer"
        + " units, a shorter window, a smaller batch or fewer workers"
    }
  }

  public var errorDescription: String? { description }
}

/// How much memory a training takes, so that one that cannot fit is refused with a sentence rather
/// than ended by the system.
package enum MemoryNeed {
  /// Bytes for weights, the optimizer's slots, packed copies and gradients, and for the workspaces
  /// of a batch.
  ///
  /// An estimate from the sizes alone, made before anything is allocated; on the low side, so that
  /// nothing that fits is refused.
  ///
  /// - Parameters:
  ///   - parts: passes in which each team takes its share of a batch.
  ///   - teams: which share the batch; their members share its workspace.
  ///   - checkpoints: whether the training writes them.
  /// - Throws: `ModelError` when the layers do not fit.
  package static func bytes(
    _ architecture: Sequential, layout: ParameterLayout, input: LayerShape, rows: Int,
    batchSize: Int, parts: Int = 1, teams: TeamPlan, slots: Int, checkpoints: Bool
  ) throws -> Int {
    let plan = ShardPlan(rows: rows, batchSize: batchSize, teams: teams.count * parts)
    let pass = try WorkspacePlan(
      architecture, input: input,
      size: .training(
        rows: plan.largestShare, shardRows: plan.shardRows, nodeShards: plan.largestNode))
    let packed = CompiledModel.packedFloats(
      architecture.layers, inputs: [input] + (try architecture.outputShapes(for: input)),
      isTraining: true
    ).total
    // The model's weights and the workers'; the last good and the best ones; the slots; a gradient
    // for each node; and copies of all but the first for a checkpoint.
    let copies = 4 + slots + (checkpoints ? 3 + slots : 0)
    let gradients = teams.count * parts * plan.slotsPerTeam
    let weights =
      4
      * (Double(copies) * Double(layout.floats) + Double(gradients) * Double(layout.denseFloats)
        + Double(packed))
    let validation = try WorkspacePlan(
      architecture, input: input, size: .inference(rows: PassSize.fullRows))
    var workspaces = 0.0
    for team in 0..<teams.count where plan.hasRows(team: team, parts: parts) {
      let members = teams.teams[team].count
      workspaces += Double(pass.bytes(members: members)) + Double(members * validation.bytes)
    }
    let places = Double(rows) * Double(input.vectors)
    let tokens: Double =
      layout.table.map { tableBytes(of: $0, places: places, workers: teams.workers) } ?? 0
    return Int(min(weights + workspaces + tokens, 1e18))
  }

  /// What the tokens of a step take: their gradients and norms, and each worker's chains.
  private static func tableBytes(
    of table: ParameterLayout.Place, places: Double, workers: Int
  ) -> Double {
    let chains = TokenChains.bytes(vocabulary: table.parameter.rows, places: places)
    return TokenGradients.bytes(of: table, places: places) + 8 * places
      + Double(workers) * chains
  }

  /// Bytes of the predictions for so many samples, and of the copy in which they are handed over.
  static func predictions(_ samples: Int, targets: Int) -> Int {
    let (numbers, overflow) = samples.multipliedReportingOverflow(by: 8 * targets)
    return overflow ? .max : numbers
  }

  /// What the process grows by beside: pages of the program that nobody has touched yet, and threads'
  /// stacks. Measured by `make memory`.
  private static let laterPages = 2 << 20

  /// The most that the process will hold, in bytes, with what it holds now; nil where that is not known.
  ///
  /// - Parameter afterwards: bytes that are needed once the training is done.
  /// - Throws: `MemoryError` when the machine has not that much memory free.
  @discardableResult
  package static func check(
    _ architecture: Sequential, layout: ParameterLayout, training: any SampleSource,
    options: TrainingOptions, teams: TeamPlan, afterwards: Int = 0
  ) throws -> Int? {
    let batchSize = options.rowsPerStep
    let whole = try bytes(
      architecture, layout: layout, input: training.inputShape,
      rows: min(batchSize, training.count), batchSize: batchSize,
      parts: options.accumulate, teams: teams, slots: options.updates.slots.count, checkpoints: true
    )
    // The order of an epoch's samples.
    let ordered =
      training.hasLengths ? training.count : options.samplesPerEpoch(of: training.count)
    let needed = max(whole + MemoryLayout<Int32>.stride * ordered, afterwards)
    guard let free = FreeMemory.bytes(), needed > free else {
      return FreeMemory.resident.map { $0 + needed + laterPages }
    }
    throw MemoryError.notEnough(
      parameters: layout.parameterCount, ofTokens: layout.table?.parameter.count ?? 0,
      batchSize: batchSize, workers: teams.workers, needed: needed, free: free)
  }
}
