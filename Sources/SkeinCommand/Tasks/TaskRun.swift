import Skein

/// A stored run that learned from texts, asked by `skein evaluate` and `skein predict`.
struct TaskRun {
  private let stored: StoredRun
  private let task: RunTask
  private let options: StoredRunOptions

  /// Nil for a run that forecasts.
  init?(_ options: StoredRunOptions) throws {
    guard try StoredRun.record(in: options.run).task != nil else { return nil }
    stored = try StoredRun(path: options.run)
    guard let task = stored.record.task else { return nil }
    self.task = task
    self.options = options
    for note in stored.notes { options.say("note: \(TerminalText.plain(note))") }
  }

  /// What `--json` prints.
  private struct Report: Encodable {
    let run: String
    let data: String
    @NullIfMissing var classes: ClassResults?
    @NullIfMissing var language: LanguageResults?
  }

  // MARK: Evaluate

  /// Measures the model on the run's test part, or on other texts.
  func evaluate() throws {
    var results = RunResults(history: [], targets: [], seconds: 0, samplesPerSecond: 0)
    if options.data.isEmpty {
      let crew = try Crew.standard()
      let material = try ownMaterial()
      results.classes = try material.classResults(stored.model, loss: loss, crew: crew)
      results.language = try material.languageResults(stored.model, loss: loss, crew: crew)
      if results.classes == nil, results.language == nil {
        throw RunError.noTestPart(path: stored.path)
      }
    } else {
      results.classes = try classResults()
    }
    if options.json {
      try StandardOutput.write(
        RunJSON.text(
          Report(
            run: stored.path, data: options.dataName(stored), classes: results.classes,
            language: results.language)))
    } else {
      try StandardOutput.tell(TaskResultsText(results, task).text)
    }
  }

  private var loss: Loss { stored.record.settings.loss }

  private func ownMaterial() throws -> TaskMaterial {
    let record = stored.record
    let material = try TaskMaterial(
      task.settings, record.settings, names: try record.ownNames())
    guard RunData.digits(material.fingerprint) == record.data.fingerprint else {
      throw RunError.dataChanged(
        run: stored.path, source: record.settings.data.description,
        rows: material.samples.reduce(0, +), trained: record.data.rows)
    }
    return material
  }

  /// Of other texts, whose classes are known; those of new classes are told wrong.
  private func classResults() throws -> ClassResults {
    try refuse(unless: .classify)
    let data = try load(needsLabels: true)
    let probabilities = try probabilities(data.texts)
    let numbers = Dictionary(uniqueKeysWithValues: zip(task.classes, 0...))
    let labels = data.labels ?? []
    let new = Set(labels.filter { numbers[$0] == nil }).sorted()
    let known = labels.indices.filter { numbers[labels[$0]] != nil }
    if !new.isEmpty {
      options.say(
        "note: the training part has no class \(TerminalText.names(new));"
          + " \(NumberText.count(labels.count - known.count, "text")) of it cannot be told right and"
          + " \(labels.count - known.count == 1 ? "is" : "are") left out of the numbers")
    }
    guard !known.isEmpty else { throw SequenceError.noSamples(file: options.dataName(stored)) }
    let count = task.classes.count
    return ClassResults(
      probabilities: known.flatMap { probabilities[$0 * count..<($0 + 1) * count] },
      classes: count, actual: known.map { numbers[labels[$0]] ?? 0 })
  }

  // MARK: Predict

  /// Tells the classes of the run's own texts, of others, or of lines on standard input.
  func predict(output: String?) throws {
    try refuse(unless: .classify)
    let table: ClassTable
    if options.data.isEmpty {
      guard case .classes(let texts) = try ownMaterial() else { return }
      table = try ClassTable(texts, stored.model, loss: loss, crew: Crew.standard())
    } else {
      let data = try load(needsLabels: false)
      table = ClassTable(
        classes: task.classes, labels: data.labels, probabilities: try probabilities(data.texts))
    }
    if let output {
      let place = FilePlace(path: output)
      try? place.folder().removeAbandoned()
      _ = try table.write(to: place)
      options.say(
        "wrote \(NumberText.count(table.count, "prediction")) to \(TerminalText.plain(output))")
      return
    }
    var text = CSVWriter.line(table.header.map { .text($0) })
    for row in 0..<table.count {
      text += CSVWriter.line(table.fields(row))
      if text.utf8.count > 1 << 16 {
        try StandardOutput.write(text)
        text = ""
      }
    }
    try StandardOutput.write(text)
  }

  /// Answers each line of standard input, a text, at once.
  func answerLines() throws {
    try refuse(unless: .classify)
    let vocabulary = try stored.vocabulary(task)
    var reader = LineReader()
    var isFirst = true
    while let line = try reader.next() {
      let table = ClassTable(
        classes: task.classes, labels: nil, first: reader.lines,
        probabilities: try probabilities([line], vocabulary))
      if isFirst { try StandardOutput.write(CSVWriter.line(table.header.map { .text($0) })) }
      isFirst = false
      try StandardOutput.write(CSVWriter.line(table.fields(0)))
    }
  }

  private func refuse(unless kind: TaskSettings.Kind) throws {
    guard task.settings.kind == kind else {
      throw UsageError(
        "\(TerminalText.plain(stored.path)) generates text and tells no classes; see skein generate"
      )
    }
  }

  private func load(needsLabels: Bool) throws -> LabelledTexts {
    try LabelledTexts(
      options.data, text: task.settings.text, label: task.settings.label,
      options: options.reading.settings(stored.record.settings)?.dataOptions
        ?? stored.record.settings.dataOptions, needsLabels: needsLabels)
  }

  private func probabilities(_ texts: [String]) throws -> [Float] {
    try probabilities(texts, stored.vocabulary(task))
  }

  private func probabilities(_ texts: [String], _ vocabulary: Vocabulary) throws -> [Float] {
    let steps = stored.record.settings.window
    let encoded = EncodedTexts(texts, vocabulary, steps: steps)
    if texts.count > 1 {
      for note in encoded.notes(steps: steps, name: task.settings.tokens.noun) {
        options.say("note: \(note)")
      }
    }
    let source = SequenceSource(
      encoded.store, texts.indices.map { Int32($0) },
      classes: [Int32](repeating: 0, count: texts.count), steps: steps, digest: "")
    return try stored.model.probabilities(source, loss: loss)
  }
}
