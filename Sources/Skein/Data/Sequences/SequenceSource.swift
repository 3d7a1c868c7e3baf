/// Sequences of different lengths, in one copy that all workers read.
package final class SequenceStore: Sendable {
  /// Of all steps of all sequences, one after the other.
  fileprivate let ids: SharedBuffer<Float>
  /// Where each sequence begins, and where the last one ends.
  fileprivate let offsets: [Int]

  /// - Parameter sequences: the ids of their tokens; each has at least one.
  package init(_ sequences: [[Int32]]) {
    ids = SharedBuffer(sequences.joined().map { Float($0) })
    var offsets = [0]
    for sequence in sequences {
      precondition(!sequence.isEmpty, "a sequence without a step")
      offsets.append(offsets[offsets.count - 1] + sequence.count)
    }
    self.offsets = offsets
  }

  package var count: Int { offsets.count - 1 }

  package func length(of sequence: Int) -> Int { offsets[sequence + 1] - offsets[sequence] }
}

/// Sequences of tokens, each with its class, as samples: [T, 1] of ids, padding behind the last one.
package struct SequenceSource: SampleSource {
  private let store: SequenceStore
  private let samples: [Int32]
  private let classes: [Int32]
  private let steps: Int
  private let digest: String

  package let targetCount = 1
  package let hasLengths = true

  /// - Parameters:
  ///   - samples: which sequences.
  ///   - classes: of all sequences of the store.
  ///   - steps: T; of longer sequences the first ones count.
  ///   - digest: of the data, for checkpoints.
  package init(
    _ store: SequenceStore, _ samples: [Int32], classes: [Int32], steps: Int, digest: String
  ) {
    self.store = store
    self.samples = samples
    self.classes = classes
    self.steps = steps
    self.digest = digest
  }

  package var count: Int { samples.count }
  package var inputShape: LayerShape { LayerShape(steps: steps, features: 1) }

  package func length(of sample: Int) -> Int {
    min(store.length(of: Int(samples[sample])), steps)
  }

  package func gatherInput(
    _ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    let ids = store.ids.base + store.offsets[Int(samples[sample])]
    let length = length(of: sample)
    for step in 0..<length { batch[step * rows + row] = ids[step] }
    for step in length..<steps { batch[step * rows + row] = Float(Vocabulary.padding) }
  }

  package func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
    row[0] = Float(classes[Int(samples[sample])])
  }

  package func identity() -> [IdentityItem] { [IdentityItem("texts", digest)] }

  package func sharesData(with other: any SampleSource) -> Bool { other is SequenceSource }
}
