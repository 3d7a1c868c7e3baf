/// What `run.json` holds of a run that learns from texts or sequences.
package struct RunTask: Codable, Sendable, Equatable {
  package var settings: TaskSettings
  /// The classes by number; empty for a run that has none.
  package var classes: [String]
  /// Ids of the vocabulary, which is in a file of its own; 0 where there is none.
  package var vocabularySize: Int
  /// Samples of training, validation and test.
  package var samples: [Int]

  package init(_ settings: TaskSettings, classes: [String], vocabulary: Vocabulary?, samples: [Int])
  {
    self.settings = settings
    self.classes = classes
    vocabularySize = vocabulary?.count ?? 0
    self.samples = samples
  }
}

extension RunRecord {
  /// Targets of each sample, as the model's loss takes them.
  package var targetCount: Int {
    switch task?.settings.kind {
    case nil: data.targets.count * settings.predictedRows
    case .classify: 1
    case .generate, .label: settings.window
    }
  }
}
