import Skein

/// A stored run that learned from texts or sequences, asked by `skein evaluate` and `skein predict`.
struct TaskRun {
  let stored: StoredRun
  let task: RunTask
  let options: StoredRunOptions

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
      results.language = try material.languageResults(
        stored.model, stored.record.settings.trainingOptions, crew: crew)
      if results.classes == nil, results.language == nil {
        throw RunError.noTestPart(path: stored.path)
      }
    } else {
      results.classes = try task.settings.input == nil ? classResults() : sequenceResults()
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
    try refuseTextGeneration()
    let data = try load(needsLabels: true)
    return try results(data.labels ?? [], try probabilities(data.texts), noun: "text")
  }

  /// - Parameters:
  ///   - labels: of each row of probabilities; those of new classes are left out.
  ///   - noun: what has a label.
  func results(_ labels: [String], _ probabilities: [Float], noun: String) throws -> ClassResults {
    let numbers = Dictionary(uniqueKeysWithValues: zip(task.classes, 0...))
    let new = Set(labels.filter { numbers[$0] == nil }).sorted()
    let known = labels.indices.filter { numbers[labels[$0]] != nil }
    if !new.isEmpty {
      options.say(
        "note: the training part has no class \(TerminalText.names(new));"
          + " \(NumberText.count(labels.count - known.count, noun)) of it cannot be told right and"
          + " \(labels.count - known.count == 1 ? "is" : "are") left out of the numbers")
    }
    guard !known.isEmpty else { throw SequenceError.noSamples(file: options.dataName(stored)) }
    let count = task.classes.count
    return ClassResults(
      probabilities: known.flatMap { probabilities[$0 * count..<($0 + 1) * count] },
      classes: count, actual: known.map { numbers[labels[$0]] ?? 0 })
  }

  // MARK: Predict

  /// Tells the classes of the run's own data, of other data, or of lines on standard input.
  func predict(output: String?) throws {
    try refuseTextGeneration()
    guard let table = try table() else { return }
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

  private func table() throws -> ClassTable? {
    if options.data.isEmpty {
      return try ClassTable(ownMaterial(), stored.model, loss: loss, crew: Crew.standard())
    }
    if task.settings.input != nil { return try sequenceTable() }
    let data = try load(needsLabels: false)
    return ClassTable(
      classes: task.classes,
      rows: data.texts.indices.map {
        ClassTable.Row(sample: $0 + 1, label: data.labels?[$0])
      }, probabilities: try probabilities(data.texts))
  }

  /// Answers each line of standard input, a text, at once.
  func answerLines() throws {
    try refuseTextGeneration()
    if task.settings.input != nil {
      throw UsageError(
        "--stream tells the class of each line, a text, but \(TerminalText.plain(stored.path)) learned"
          + " from sequences, which are several rows; give --data FILE")
    }
    let vocabulary = try stored.vocabulary(task)
    var reader = LineReader()
    var isFirst = true
    while let line = try reader.next() {
      let table = ClassTable(
        classes: task.classes, rows: [ClassTable.Row(sample: reader.lines)],
        probabilities: try probabilities([line], vocabulary))
      if isFirst { try StandardOutput.write(CSVWriter.line(table.header.map { .text($0) })) }
      isFirst = false
      try StandardOutput.write(CSVWriter.line(table.fields(0)))
    }
  }

  private func refuseTextGeneration() throws {
    if task.settings.kind == .generate {
      throw UsageError(
        "\(TerminalText.plain(stored.path)) generates text and tells no classes; see skein generate"
      )
    }
  }

  private func load(needsLabels: Bool) throws -> LabelledTexts {
    try LabelledTexts(
      options.data, text: task.settings.text, label: task.settings.label, options: try reading,
      needsLabels: needsLabels)
  }

  /// How other data is read: as the run's own, unless options say otherwise.
  var reading: DataOptions {
    get throws {
      try options.reading.settings(stored.record.settings)?.dataOptions
        ?? stored.record.settings.dataOptions
    }
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
      classes: .none, steps: steps, digest: IdentityItem("texts", ""))
    return try stored.model.probabilities(source, loss: loss)
  }
}
