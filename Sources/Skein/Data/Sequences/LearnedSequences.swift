/// Sequences of tables and their classes, one for each or one at each step, ready for a training.
package struct LearnedSequences: Sendable {
  package let names: [String]
  /// By number, in the natural order of their names.
  package let classes: [String]
  package let isAtEachStep: Bool
  /// T.
  package let steps: Int
  package let split: SampleSplit
  package let store: SequenceStore
  /// The class of each sequence, or of each step of the store.
  package let labels: [Int32]
  /// The columns of numbers; none of tokens.
  package let inputs: [String]
  /// Of the inputs, fitted to the training part; nil for tokens.
  package let scaler: Scaler?
  /// Of the training part; nil for numbers.
  package let vocabulary: Vocabulary?
  /// Of inputs and labels.
  package let fingerprint: UInt64
  /// What is to be said about them, one clause each.
  package private(set) var notes: [String]

  /// - Throws: `SequenceError` where there is nothing to learn.
  package init(
    _ table: SequenceTable, _ task: TaskSettings, scaling: Scaling, testSplit: Double,
    validationSplit: Double, seed: UInt64
  ) throws(SequenceError) {
    names = table.names
    isAtEachStep = task.kind == .label
    inputs = table.inputs
    let steps = min(table.longest, task.maxLength ?? TaskSettings.mostSteps)
    self.steps = steps
    let runs = table.runs.map { $0.prefix(steps) }
    var labels = table.labels ?? []
    labels =
      isAtEachStep
      ? runs.flatMap { $0.map { labels[$0] } } : try table.labelsOfSequences(labels)
    classes = try Self.classes(of: labels)
    let numbers = Dictionary(uniqueKeysWithValues: zip(classes, Int32(0)...))
    self.labels = labels.map { numbers[$0] ?? 0 }
    // Classes are dealt out evenly where each sequence has one.
    split = SampleSplit(
      classes: isAtEachStep ? [Int32](repeating: 0, count: runs.count) : self.labels,
      count: isAtEachStep ? 1 : classes.count, testSplit: testSplit,
      validationSplit: validationSplit, seed: seed)
    if split.training.isEmpty { throw .noTrainingSamples }
    let training = split.training.map { runs[Int($0)] }
    var notes = table.notes
    switch table.steps {
    case .numbers(let series):
      scaler = Scaler(scaling, fittedTo: series, runs: training)
      vocabulary = nil
    case .tokens(let tokens):
      let known = Vocabulary(
        ofTokens: training.joined().lazy.map { tokens[$0] }, size: task.vocabularySize)
      if known.count <= 2 { throw .noTokens(file: "the column of tokens") }
      scaler = nil
      vocabulary = known
    }
    store = SequenceStore(table, steps: steps, scaler: scaler, vocabulary: vocabulary)
    fingerprint = table.fingerprint
    notes += store.notes(of: table, steps: steps, isToken: vocabulary != nil)
    self.notes = notes
    self.notes += rareClasses()
  }

  private static func classes(of labels: [String]) throws(SequenceError) -> [String] {
    let classes = Set(labels).sorted(by: TableNames.comesBefore)
    if classes.count == 1 { throw .oneClass(name: classes[0], samples: labels.count) }
    if classes.count > 20, 2 * classes.count > labels.count {
      throw .manyClasses(count: classes.count, samples: labels.count)
    }
    return classes
  }

  /// Classes that the training part lacks, or that nothing tests.
  private func rareClasses() -> [String] {
    let trained = counts(split.training)
    let all = counts(names.indices.map { Int32($0) })
    return classes.indices.compactMap { one in
      let name = TerminalText.quoted(classes[one])
      if trained[one] == 0 {
        return "the training part has no \(name), so none of the"
          + " \(NumberText.count(all[one], "step")) of it can be told"
      }
      return !isAtEachStep && all[one] == 1
        ? "the class \(name) has one sample, which trains, so nothing tests it" : nil
    }
  }

  /// Some of the sequences.
  package func source(_ samples: [Int32]) -> SequenceSource {
    SequenceSource(
      store, samples, classes: isAtEachStep ? .ofSteps(labels) : .ofSequences(labels),
      steps: steps, digest: IdentityItem("sequences", String(fingerprint, radix: 16)))
  }

  /// The classes of some sequences, or of all of their steps.
  package func labels(of samples: [Int32]) -> [Int32] {
    isAtEachStep
      ? samples.flatMap { labels[store.steps(of: Int($0))] } : samples.map { labels[Int($0)] }
  }

  /// How many sequences, or steps, of each class a part has.
  package func counts(_ samples: [Int32]) -> [Int] {
    var counts = [Int](repeating: 0, count: classes.count)
    for label in labels(of: samples) { counts[Int(label)] += 1 }
    return counts
  }
}

extension SequenceTable {
  /// Of all inputs, labels and names.
  fileprivate var fingerprint: UInt64 {
    var hash = XXHash64()
    for text in inputs + names + (labels ?? []) { hash.update(text) }
    hash.update(runs.map { "\($0.count)" }.joined(separator: ","))
    switch steps {
    case .tokens(let tokens): for token in tokens { hash.update(token) }
    case .numbers(let series): series.withValues { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return hash.digest
  }
}

extension SequenceStore {
  /// What is to be said about sequences that were cut and tokens that are not known, one clause each.
  package func notes(of table: SequenceTable, steps: Int, isToken: Bool) -> [String] {
    var notes: [String] = []
    let cut = table.runs.count { $0.count > steps }
    if cut > 0 {
      notes.append(
        "\(NumberText.count(cut, "sequence")) of \(NumberText.grouped(table.count))"
          + " \(cut == 1 ? "has" : "have") more than \(NumberText.count(steps, "step")); the first"
          + " \(NumberText.grouped(steps)) count")
    }
    let unknown = isToken ? values.elements.count { $0 == Float(Vocabulary.unknown) } : 0
    if unknown > 0 {
      notes.append(
        "\(NumberText.share(Double(unknown) / Double(values.count))) of the tokens are not in the"
          + " vocabulary")
    }
    return notes
  }
}
