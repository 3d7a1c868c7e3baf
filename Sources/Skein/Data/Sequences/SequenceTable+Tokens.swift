/// Sequences of tokens, a row each.
extension SequenceTable {
  init(
    tokensOf files: SequenceFiles, _ task: TaskSettings, options: DataOptions, needsLabels: Bool
  ) throws {
    var wanted = [
      TextColumns.Wanted(name: task.text ?? LabelledTexts.usualText),
      TextColumns.Wanted(name: task.label ?? LabelledTexts.usualLabel, mayLack: !needsLabels),
    ]
    if let sequence = task.sequence { wanted.append(TextColumns.Wanted(name: sequence)) }
    var (tokens, labels): ([String], [String]?) = ([], [])
    var (names, numbers): ([String], [Int32]) = ([], [])
    var known: [String: Int32] = [:]
    for file in files.files {
      let table = try TextColumns.read(file.path, wanted, options: options)
      if task.sequence == nil {
        if table.rows.isEmpty { throw SequenceError.noSteps(sequence: file.name) }
        known[file.path] = Int32(names.count)
        names.append(file.name)
      }
      for (row, line) in zip(table.rows, table.lines) {
        tokens.append(row[0] ?? "")
        if row[1] == "", needsLabels { throw SequenceError.noLabel(file: table.file, line: line) }
        if let label = row[1] { labels?.append(label) } else { labels = nil }
        let name = task.sequence == nil ? file.path : row[2] ?? ""
        if name.isEmpty { throw SequenceError.noSequence(file: table.file, line: line) }
        if known[name] == nil {
          known[name] = Int32(names.count)
          names.append(name)
        }
        numbers.append(known[name] ?? 0)
      }
    }
    if tokens.isEmpty {
      throw SequenceError.noSamples(file: files.files.map(\.path).joined(separator: ", "))
    }
    let (order, runs) = Self.order(numbers, count: names.count)
    self.init(
      steps: .tokens(order.map { tokens[$0] }), names: names, runs: runs,
      labels: labels.map { labels in order.map { labels[$0] } })
  }
}
