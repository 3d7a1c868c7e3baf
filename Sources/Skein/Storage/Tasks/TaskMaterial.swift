/// What a run on texts learns from and is measured on, by its task.
package enum TaskMaterial: Sendable {
  case classes(ClassifiedTexts)
  case book(BookText)

  /// Reads the texts and makes their parts; the same texts and settings give the same ones.
  ///
  /// - Throws: `DataError`, `SequenceError`.
  package init(_ task: TaskSettings, _ settings: RunSettings, names: [String]) throws {
    let options = settings.dataOptions
    switch task.kind {
    case .classify:
      self = .classes(
        try ClassifiedTexts(
          LabelledTexts(names, text: task.text, label: task.label, options: options), task,
          testSplit: settings.testSplit, validationSplit: settings.validationSplit,
          seed: settings.seed))
    case .generate:
      self = .book(
        try BookText(
          BookText.read(names, options: options), name: settings.data.description, task,
          steps: settings.window, testSplit: settings.testSplit,
          validationSplit: settings.validationSplit))
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
    }
  }

  package var vocabulary: Vocabulary {
    switch self {
    case .classes(let texts): texts.vocabulary
    case .book(let book): book.vocabulary
    }
  }

  package var classes: [String] {
    if case .classes(let texts) = self { texts.classes } else { [] }
  }

  /// Numbers that the model gives, at each step of a text to be continued.
  package var outputs: Int { classes.isEmpty ? vocabulary.count : classes.count }

  package var fingerprint: UInt64 {
    switch self {
    case .classes(let texts): texts.fingerprint
    case .book(let book): book.fingerprint
    }
  }

  package var notes: [String] {
    switch self {
    case .classes(let texts): texts.notes
    case .book(let book): book.notes
    }
  }

  package var samples: [Int] { [training.count, validation.count, test.count] }

  /// How good a model is on the test part; nil without one.
  package func classResults(_ model: Model, loss: Loss, crew: Crew) throws -> ClassResults? {
    guard case .classes(let texts) = self, !texts.split.test.isEmpty else { return nil }
    return ClassResults(
      probabilities: try model.probabilities(test, loss: loss, crew: crew),
      classes: texts.classes.count,
      actual: texts.split.test.map { Int(texts.labels[Int($0)]) })
  }

  package func languageResults(_ model: Model, loss: Loss, crew: Crew) throws -> LanguageResults? {
    guard case .book(let book) = self, book.test.count > 0 else { return nil }
    return LanguageResults(
      tokens: book.test.count * book.test.targetCount,
      loss: try model.meanLoss(book.test, loss: loss, crew: crew),
      charactersPerToken: book.charactersPerToken)
  }
}
