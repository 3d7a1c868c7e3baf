/// Sequences with their classes as samples: [T, I], padding behind the last step.
package struct SequenceSource: SampleSource {
  /// What a sample's target is.
  package enum Classes: Sendable {
    /// One for each sequence of the store.
    case ofSequences([Int32])
    /// One for each of its steps.
    case ofSteps([Int32])
    /// Not known: 0.
    case none
  }

  private let store: SequenceStore
  private let samples: [Int32]
  private let classes: Classes
  private let steps: Int
  private let digest: IdentityItem

  package let targetCount: Int
  package let hasLengths = true

  /// - Parameters:
  ///   - samples: which sequences.
  ///   - steps: T; of longer sequences the first ones count.
  ///   - digest: of the data, for checkpoints.
  package init(
    _ store: SequenceStore, _ samples: [Int32], classes: Classes, steps: Int, digest: IdentityItem
  ) {
    self.store = store
    self.samples = samples
    self.classes = classes
    self.steps = steps
    self.digest = digest
    if case .ofSteps = classes { targetCount = steps } else { targetCount = 1 }
  }

  package var count: Int { samples.count }
  package var inputShape: LayerShape { LayerShape(steps: steps, features: store.features) }

  package func length(of sample: Int) -> Int {
    min(store.length(of: Int(samples[sample])), steps)
  }

  package func gatherInput(
    _ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    let features = store.features
    let values = store.values.base + store.offsets[Int(samples[sample])] * features
    let length = length(of: sample)
    for step in 0..<length {
      (batch + (step * rows + row) * features).update(
        from: values + step * features, count: features)
    }
    for step in length..<steps {
      (batch + (step * rows + row) * features).update(
        repeating: Float(Vocabulary.padding), count: features)
    }
  }

  package func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
    let sequence = Int(samples[sample])
    switch classes {
    case .ofSequences(let classes): row[0] = Float(classes[sequence])
    case .none: row[0] = 0
    case .ofSteps(let classes):
      row.update(repeating: 0, count: steps)
      for (step, place) in store.steps(of: sequence).prefix(steps).enumerated() {
        row[step] = Float(classes[place])
      }
    }
  }

  package func identity() -> [IdentityItem] { [digest] }

  package func sharesData(with other: any SampleSource) -> Bool { other is SequenceSource }
}
