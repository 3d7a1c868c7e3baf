import Skein

/// Sequences of other data, of a run that learned from sequences.
extension TaskRun {
  /// Other sequences as the run's model sees them, all steps of them unless the run cuts them.
  private struct Asked {
    let table: SequenceTable
    let store: SequenceStore
    let probabilities: [Float]
  }

  /// Measures the model on other sequences; those of classes that the training part has not are left out.
  func sequenceResults() throws -> ClassResults {
    let asked = try ask(needsLabels: true)
    let labels = try asked.store.labels(of: asked.table, isAtEachStep: isAtEachStep) ?? []
    return try results(labels, asked.probabilities, noun: isAtEachStep ? "step" : "sequence")
  }

  func sequenceTable() throws -> ClassTable {
    let asked = try ask(needsLabels: false)
    return ClassTable(
      classes: task.classes,
      rows: ClassTable.rows(
        asked.table.names, asked.store, parts: nil,
        labels: try asked.store.labels(of: asked.table, isAtEachStep: isAtEachStep),
        isAtEachStep: isAtEachStep), probabilities: asked.probabilities)
  }

  private var isAtEachStep: Bool { task.settings.kind == .label }

  private func ask(needsLabels: Bool) throws -> Asked {
    let record = stored.record
    let isToken = task.settings.input == .tokens
    let table = try SequenceTable(
      options.data, task.settings, inputs: isToken ? [] : record.data.inputs, options: try reading,
      needsLabels: needsLabels)
    let steps = max(task.settings.maxLength ?? table.longest, 1)
    let store = SequenceStore(
      table, steps: steps, scaler: isToken ? nil : record.scaler,
      vocabulary: isToken ? try stored.vocabulary(task) : nil)
    for note in table.notes + store.notes(of: table, steps: steps, isToken: isToken) {
      options.say("note: \(TerminalText.plain(note))")
    }
    let source = SequenceSource(
      store, table.names.indices.map { Int32($0) },
      classes: .none, steps: min(steps, table.longest), digest: IdentityItem("sequences", ""))
    return Asked(
      table: table, store: store,
      probabilities: try stored.model.taking(steps: source.inputShape.vectors)
        .classProbabilities(source, loss: record.settings.loss))
  }
}
