/// Texts and their classes, ready for a training: tokens, classes, parts.
package struct ClassifiedTexts: Sendable {
  package let vocabulary: Vocabulary
  /// By number, in the natural order of their names.
  package let classes: [String]
  /// T.
  package let steps: Int
  package let split: SampleSplit
  package let encoded: EncodedTexts
  /// Of each text.
  package let labels: [Int32]
  /// Of texts and labels.
  package let fingerprint: UInt64
  /// What is to be said about them, one clause each.
  package let notes: [String]

  /// Makes the vocabulary of the training part alone.
  ///
  /// - Throws: `SequenceError` where there is nothing to learn.
  package init(
    _ data: LabelledTexts, _ settings: TaskSettings, testSplit: Double, validationSplit: Double,
    seed: UInt64
  ) throws(SequenceError) {
    let names = data.labels ?? []
    classes = Set(names).sorted(by: TableNames.comesBefore)
    if classes.count == 1 { throw .oneClass(name: classes[0], samples: names.count) }
    if classes.count > 20, 2 * classes.count > names.count {
      throw .manyClasses(count: classes.count, samples: names.count)
    }
    let numbers = Dictionary(uniqueKeysWithValues: zip(classes, Int32(0)...))
    labels = names.map { numbers[$0] ?? 0 }
    split = SampleSplit(
      classes: labels, count: classes.count, testSplit: testSplit,
      validationSplit: validationSplit, seed: seed)
    if split.training.isEmpty { throw .noTrainingSamples }
    let training = split.training.map { data.texts[Int($0)] }
    vocabulary = Vocabulary(
      training, tokenizer: settings.tokens, hasSigns: settings.hasSigns,
      size: settings.vocabularySize)
    steps =
      settings.maxLength
      ?? min(
        EncodedTexts(training, vocabulary, steps: .max).longest, TaskSettings.usualLength)
    encoded = EncodedTexts(data.texts, vocabulary, steps: steps)
    fingerprint = Self.fingerprint(data)
    notes =
      encoded.notes(steps: steps, name: settings.tokens.noun) + Self.rareClasses(classes, labels)
  }

  /// A class with one sample trains, and nothing tests it.
  private static func rareClasses(_ classes: [String], _ labels: [Int32]) -> [String] {
    var counts = [Int](repeating: 0, count: classes.count)
    for label in labels { counts[Int(label)] += 1 }
    return classes.indices.filter { counts[$0] == 1 }.map {
      "the class \(TerminalText.quoted(classes[$0])) has one sample, which trains, so nothing tests it"
    }
  }

  private static func fingerprint(_ data: LabelledTexts) -> UInt64 {
    var hash = XXHash64()
    for text in data.texts + (data.labels ?? []) {
      hash.update(text)
    }
    return hash.digest
  }

  /// Some of the samples.
  package func source(_ samples: [Int32]) -> SequenceSource {
    SequenceSource(
      encoded.store, samples, classes: .ofSequences(labels), steps: steps,
      digest: IdentityItem("texts", String(fingerprint, radix: 16)))
  }

  /// How many samples of each class a part has.
  package func counts(_ samples: [Int32]) -> [Int] {
    var counts = [Int](repeating: 0, count: classes.count)
    for sample in samples { counts[Int(labels[Int(sample)])] += 1 }
    return counts
  }
}

extension XXHash64 {
  /// A text and its end.
  mutating func update(_ text: String) {
    var bytes = Array(text.utf8)
    bytes.append(0)
    bytes.withUnsafeBytes { update($0) }
  }
}
