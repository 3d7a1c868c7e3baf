import Topology

/// What one core here does with a shape, and what it costs cores here to work together: all that a
/// prediction for another machine or another number of workers rests on.
package struct CoreProfile: Sendable, Codable, Equatable {
  /// One worker with some rows of the batch.
  package struct Share: Sendable, Codable, Equatable {
    package var rows: Int
    /// Gathering, forward and backward.
    package var seconds: Double

    package init(rows: Int, seconds: Double) {
      self.rows = rows
      self.seconds = seconds
    }
  }

  /// What cores pay for each other.
  package struct Exchange: Sendable, Codable, Equatable {
    /// For each party of a barrier that spins, between cores of one cache.
    package var spinningSeconds: Double
    /// For each party of a barrier that sleeps, because there are more parties than processors.
    package var sleepingSeconds: Double
    /// What a core reads of another core's cache and adds to its own, between cores of one cache.
    package var bytesPerSecond: Double
    /// Of one NUMA node's memory, by all cores that may be used here.
    package var memoryBytesPerSecond: Double
    /// Whether there was a second core to measure the first three with.
    package var isMeasured: Bool

    package init(
      spinningSeconds: Double, sleepingSeconds: Double, bytesPerSecond: Double,
      memoryBytesPerSecond: Double, isMeasured: Bool
    ) {
      self.spinningSeconds = spinningSeconds
      self.sleepingSeconds = sleepingSeconds
      self.bytesPerSecond = bytesPerSecond
      self.memoryBytesPerSecond = memoryBytesPerSecond
      self.isMeasured = isMeasured
    }
  }

  /// Rows of the whole batch.
  package var batchSize: Int
  package var sequenceLength: Int
  /// Ascending in rows; the whole batch is among them.
  package var shares: [Share]
  /// Adam and packing for all parameters; 0 for predictions.
  package var updateSeconds: Double
  /// Floats of each block of parameters that one worker updates as a whole.
  package var blockFloats: [Int]
  package var packedBytes: Int
  /// What the layers keep for one row.
  package var bytesPerRow: Double
  package var exchange: Exchange
  /// Predictions, which change no weight.
  package var inference: Bool

  package init(
    batchSize: Int, sequenceLength: Int, shares: [Share], updateSeconds: Double,
    blockFloats: [Int], packedBytes: Int, bytesPerRow: Double,
    exchange: Exchange, inference: Bool
  ) {
    precondition(
      shares.contains { $0.rows == batchSize } && shares.map(\.rows) == shares.map(\.rows).sorted(),
      "shares of \(shares.map(\.rows)) rows for a batch of \(batchSize)")
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.shares = shares
    self.updateSeconds = updateSeconds
    self.blockFloats = blockFloats
    self.packedBytes = packedBytes
    self.bytesPerRow = bytesPerRow
    self.exchange = exchange
    self.inference = inference
  }

  /// One worker's gathering, forward and backward of the whole batch.
  package var batchSeconds: Double {
    shares.first { $0.rows == batchSize }?.seconds ?? 0
  }

  /// One worker's whole step.
  package var stepSeconds: Double { batchSeconds + updateSeconds }

  package var parameterFloats: Int { blockFloats.reduce(0, +) }

  /// As long as so many rows would take at the whole batch's rate.
  package func proportionalSeconds(rows: Double) -> Double {
    batchSeconds * (rows / Double(batchSize))
  }

  /// How long one worker takes for so many rows: measured, or on the line between the two nearest
  /// that were; never less than the whole batch's rate would take, so that no prediction is better
  /// than linear.
  package func seconds(rows: Int) -> Double {
    max(interpolated(rows), proportionalSeconds(rows: Double(rows)))
  }

  private func interpolated(_ rows: Int) -> Double {
    guard rows > 0, let first = shares.first else { return 0 }
    if rows <= first.rows { return first.seconds }
    for (low, high) in zip(shares, shares.dropFirst()) where rows <= high.rows {
      let part = Double(rows - low.rows) / Double(high.rows - low.rows)
      return low.seconds + part * (high.seconds - low.seconds)
    }
    return 0
  }
}
