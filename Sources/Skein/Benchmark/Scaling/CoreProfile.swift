import Topology

/// What one core here does with a shape, and what it costs cores here to work together: all that a
/// prediction for another machine or another number of workers rests on.
package struct CoreProfile: Sendable, Codable, Equatable {
  /// Some rows of the batch and their part of all units: what one worker has to do.
  package struct Part: Sendable, Codable, Hashable {
    package var rows: Int
    /// Of the team that splits the units; 1 for a worker that has all of them.
    package var members: Int

    package init(rows: Int, members: Int = 1) {
      self.rows = rows
      self.members = members
    }
  }

  /// One worker with a part of the batch.
  package struct Share: Sendable, Codable, Equatable {
    package var rows: Int
    package var members: Int
    /// Gathering, forward and backward; without meetings.
    package var seconds: Double

    package init(rows: Int, members: Int = 1, seconds: Double) {
      self.rows = rows
      self.members = members
      self.seconds = seconds
    }
  }

  /// What cores pay for each other.
  package struct Exchange: Sendable, Codable, Equatable {
    /// For each party of a barrier that spins, between cores of one cache.
    package var spinningSeconds: Double
    /// Of a meeting of two members of a team, between cores of one cache.
    package var meetingSeconds: Double
    /// For each party of a barrier that sleeps, because there are more parties than processors.
    package var sleepingSeconds: Double
    /// What a core reads of another core's cache and adds to its own, between cores of one cache.
    package var bytesPerSecond: Double
    /// Of one NUMA node's memory, by all cores that may be used here.
    package var memoryBytesPerSecond: Double
    /// Whether there was a second core to measure with what cores do to each other.
    package var isMeasured: Bool

    package init(
      spinningSeconds: Double, meetingSeconds: Double, sleepingSeconds: Double,
      bytesPerSecond: Double, memoryBytesPerSecond: Double, isMeasured: Bool
    ) {
      self.spinningSeconds = spinningSeconds
      self.meetingSeconds = meetingSeconds
      self.sleepingSeconds = sleepingSeconds
      self.bytesPerSecond = bytesPerSecond
      self.memoryBytesPerSecond = memoryBytesPerSecond
      self.isMeasured = isMeasured
    }
  }

  /// Rows of the whole batch.
  package var batchSize: Int
  package var sequenceLength: Int
  /// Ascending in members, then in rows; one worker with the whole batch is among them.
  package var shares: [Share]
  /// How often the members of a team meet in a step; 0 where no member was measured.
  package var meetings: Int
  /// What the members of a team write for each other in a step, for each row: states, and for training
  /// their gates' gradients.
  package var teamBytesPerRow: Double
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
    batchSize: Int, sequenceLength: Int, shares: [Share], meetings: Int = 0,
    teamBytesPerRow: Double = 0, updateSeconds: Double, blockFloats: [Int], packedBytes: Int,
    bytesPerRow: Double,
    exchange: Exchange, inference: Bool
  ) {
    precondition(
      shares.contains { $0.rows == batchSize && $0.members == 1 }
        && zip(shares, shares.dropFirst()).allSatisfy {
          ($0.members, $0.rows) < ($1.members, $1.rows)
        }, "shares of \(shares.map(\.rows)) rows for a batch of \(batchSize)")
    self.batchSize = batchSize
    self.sequenceLength = sequenceLength
    self.shares = shares
    self.meetings = meetings
    self.teamBytesPerRow = teamBytesPerRow
    self.updateSeconds = updateSeconds
    self.blockFloats = blockFloats
    self.packedBytes = packedBytes
    self.bytesPerRow = bytesPerRow
    self.exchange = exchange
    self.inference = inference
  }

  /// One worker's gathering, forward and backward of the whole batch.
  package var batchSeconds: Double {
    shares.first { $0.rows == batchSize && $0.members == 1 }?.seconds ?? 0
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
    max(interpolated(rows, members: 1), proportionalSeconds(rows: Double(rows)))
  }

  /// How long a member of a team computes for so many rows. A part of the weights may fit a cache that
  /// the whole does not, so this may be less than its part of what one worker takes; where no such team
  /// was measured, it is that.
  package func seconds(_ part: Part) -> Double {
    if part.members == 1 { return seconds(rows: part.rows) }
    guard shares.contains(where: { $0.members == part.members }) else {
      return seconds(rows: part.rows) / Double(part.members)
    }
    return interpolated(part.rows, members: part.members)
  }

  private func interpolated(_ rows: Int, members: Int) -> Double {
    let shares = shares.filter { $0.members == members }
    guard rows > 0, let first = shares.first, let last = shares.last else { return 0 }
    if rows <= first.rows { return first.seconds }
    for (low, high) in zip(shares, shares.dropFirst()) where rows <= high.rows {
      let part = Double(rows - low.rows) / Double(high.rows - low.rows)
      return low.seconds + part * (high.seconds - low.seconds)
    }
    return last.seconds * Double(rows) / Double(last.rows)
  }
}
