/// What a run on texts or sequences learns from and is measured on, by its task.
package enum TaskMaterial: Sendable {
  case classes(ClassifiedTexts)
  case book(BookText)
  case sequences(LearnedSequences)

  /// Reads the data and makes its parts; the same data and settings give the same ones.
  ///
  /// - Throws: `DataError`, `SequenceError`.
  package init(_ task: TaskSettings, _ settings: RunSettings, names: [String]) throws {
    let options = settings.dataOptions
    if task.input != nil {
      self = .sequences(
        try LearnedSequences(
          SequenceTable(names, task, inputs: settings.inputs, options: options), task,
          scaling: settings.scale, testSplit: settings.testSplit,
          validationSplit: settings.validationSplit, seed: settings.seed))
    } else if task.kind == .generate {
      self = .book(
        try BookText(
          BookText.read(names, options: options), name: settings.data.description, task,
          steps: settings.window, testSplit: settings.testSplit,
          validationSplit: settings.validationSplit))
    } else {
      self = .classes(
        try ClassifiedTexts(
          LabelledTexts(names, text: task.text, label: task.label, options: options), task,
          testSplit: settings.testSplit, validationSplit: settings.validationSplit,
          seed: settings.seed))
    }
  }

  package var training: any SampleSource { source(\.training, \.training) }
  package var validation: any SampleSource { source(\.validation, \.validation) }
  package var test: any SampleSource { source(\.test, \.test) }

  private func source(
    _ part: KeyPath<SampleSplit, [Int32]>, _ window: KeyPath<BookText, TokenWindows>
  ) -> any SampleSource {
    switch self {
    case .classes(let texts): texts.source(texts.split[keyPath: part])
    case .book(let book): book[keyPath: window]
    case .sequences(let sequences): sequences.source(sequences.split[keyPath: part])
    }
  }

  /// Nil for sequences of numbers.
  package var vocabulary: Vocabulary? {
    switch self {
    case .classes(let texts): texts.vocabulary
    case .book(let book): book.vocabulary
    case .sequences(let sequences): sequences.vocabulary
    }
  }

  package var classes: [String] {
    switch self {
    case .classes(let texts): texts.classes
    case .book: []
    case .sequences(let sequences): sequences.classes
    }
  }

  /// Numbers that the model gives, at each step of a text to be continued or of steps to be labelled.
  package var outputs: Int { classes.isEmpty ? vocabulary?.count ?? 0 : classes.count }

  /// Columns of numbers that the model sees; none of texts.
  package var inputs: [String] {
    if case .sequences(let sequences) = self { sequences.inputs } else { [] }
  }

  /// What scales the inputs and, unscaled, the other columns of a record.
  package func scaler(_ columns: [String]) -> Scaler {
    guard case .sequences(let sequences) = self, let scaler = sequences.scaler else {
      return Scaler(unscaled: columns)
    }
    return Scaler(scaler, unscaled: Array(columns.dropFirst(scaler.columns.count)))
  }

  package var fingerprint: UInt64 {
    switch self {
    case .classes(let texts): texts.fingerprint
    case .book(let book): book.fingerprint
    case .sequences(let sequences): sequences.fingerprint
    }
  }

  package var notes: [String] {
    switch self {
    case .classes(let texts): texts.notes
    case .book(let book): book.notes
    case .sequences(let sequences): sequences.notes
    }
  }

  package var samples: [Int] { [training.count, validation.count, test.count] }
}

/// How good a model is on the test part; nil without one.
extension TaskMaterial {
  package func classResults(_ model: Model, loss: Loss, crew: Crew) throws -> ClassResults? {
    let actual: [Int32]
    switch self {
    case .book: return nil
    case .classes(let texts): actual = texts.split.test.map { texts.labels[Int($0)] }
    case .sequences(let sequences): actual = sequences.labels(of: sequences.split.test)
    }
    if actual.isEmpty { return nil }
    return ClassResults(
      probabilities: try model.classProbabilities(test, loss: loss, crew: crew),
      classes: classes.count, actual: actual.map { Int($0) })
  }

  package func languageResults(
    _ model: Model, _ training: TrainingOptions, crew: Crew
  ) throws -> LanguageResults? {
    guard case .book(let book) = self, book.test.count > 0 else { return nil }
    return LanguageResults(
      tokens: book.test.count * book.test.targetCount,
      loss: try model.meanLoss(
        book.test, loss: training.loss, lanes: training.stateful ? training.batchSize : nil,
        crew: crew),
      charactersPerToken: book.charactersPerToken)
  }
}
