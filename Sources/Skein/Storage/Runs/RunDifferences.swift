/// What is not the same in the records of some runs.
package struct RunDifferences: Sendable {
  /// A setting, and its value in each run.
  package struct Setting: Sendable, Equatable {
    package let name: String
    package let values: [String]
  }

  /// Settings that differ, in the order of the record.
  package let settings: [Setting]
  /// Whether all models have the same weights, bit for bit; nil where a record tells no digest.
  package let haveSameModel: Bool?

  package init(_ records: [RunRecord]) {
    let texts = records.map { record in
      // As the model is, and not as it was written.
      record.settings.texts.map { $0.key == "model" ? ($0.key, record.model.layers) : $0 }
    }
    settings = (texts.first ?? []).indices.compactMap { place in
      let values = texts.map { $0[place].1 }
      return Set(values).count > 1 ? Setting(name: texts[0][place].0, values: values) : nil
    }
    let digests = records.map { $0.files?[RunFolder.File.model.rawValue] }
    haveSameModel = digests.contains(nil) ? nil : digests.allSatisfy { $0 == digests[0] }
  }
}
