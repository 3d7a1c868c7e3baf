/// A copy of all that a training needs to go on, in memory that is reused from one checkpoint to
/// the next.
///
/// Worker 0 fills it between two barriers; then it is the checkpoint writer's until that is idle.
package final class TrainingSnapshot: Sendable {
  /// Everything that is no array of weights.
  package struct Head: Sendable {
    package var identity: TrainingIdentity
    package var options: TrainingOptions
    package var memory: TrainingMemory
    /// Whether the buffers of that name hold something; otherwise they equal the weights, or there
    /// is no best epoch yet.
    package var hasBestWeights = false
    package var hasLastGood = false

    package init(
      identity: TrainingIdentity, options: TrainingOptions, memory: TrainingMemory
    ) {
      self.identity = identity
      self.options = options
      self.memory = memory
    }
  }

  package let weights: SharedBuffer<Float>
  package let firstMoments: SharedBuffer<Float>
  package let secondMoments: SharedBuffer<Float>
  package let bestWeights: SharedBuffer<Float>
  package let lastGood: SharedBuffer<Float>
  private let storedHead: Locked<Head>

  package init(count: Int, head: Head) {
    weights = SharedBuffer(untouched: count)
    firstMoments = SharedBuffer(untouched: count)
    secondMoments = SharedBuffer(untouched: count)
    bestWeights = SharedBuffer(untouched: count)
    lastGood = SharedBuffer(untouched: count)
    storedHead = Locked(head)
  }

  package var head: Head {
    get { storedHead.withLock { $0 } }
    set { storedHead.withLock { $0 = newValue } }
  }

  /// The buffers that are part of the checkpoint, by the names of their tensors.
  package var tensors: [(name: String, values: SharedBuffer<Float>)] {
    let head = head
    var tensors = [
      (CheckpointTensor.weights, weights), (CheckpointTensor.firstMoments, firstMoments),
      (CheckpointTensor.secondMoments, secondMoments),
    ]
    if head.hasBestWeights { tensors.append((CheckpointTensor.bestWeights, bestWeights)) }
    if head.hasLastGood { tensors.append((CheckpointTensor.lastGood, lastGood)) }
    return tensors.map { ($0.rawValue, $1) }
  }
}
