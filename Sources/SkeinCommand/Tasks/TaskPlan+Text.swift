import Skein

extension TaskPlan {
  /// What there is to learn, for people.
  var text: String {
    let noun = task.settings.tokens.noun
    let data = TerminalText.plain(settings.data.description)
    switch material {
    case .classes(let texts):
      return "\(data): \(NumberText.count(texts.labels.count, "text")), \(texts.classes.count)"
        + " classes; \(NumberText.grouped(texts.vocabulary.count)) \(noun)s are known, at most"
        + " \(NumberText.grouped(texts.steps)) of a text count\n"
        + parts + "; of each class train: \(counts(texts.counts(texts.split.training)))"
    case .book(let book):
      return "\(data): \(NumberText.count(book.tokens, noun)),"
        + " \(NumberText.grouped(book.vocabulary.count)) different ones are known\n"
        + zip(Self.partNames, material.samples).map { "\($0) \(NumberText.count($1, "window"))" }
        .joined(separator: ", ")
        + ", each of \(NumberText.count(settings.window, noun))"
    case .sequences(let sequences):
      let steps =
        sequences.vocabulary.map { "tokens, \(NumberText.grouped($0.count)) of which are known" }
        ?? TerminalText.names(sequences.inputs)
      return "\(data): \(NumberText.count(sequences.names.count, "sequence")) of \(steps);"
        + " \(sequences.classes.count) classes, at most"
        + " \(NumberText.count(sequences.steps, "step"))\n"
        + parts + "; of each class train\(sequences.isAtEachStep ? " steps" : ""):"
        + " \(counts(sequences.counts(sequences.split.training)))"
    }
  }

  private static let partNames = ["train", "validation", "test"]

  private var parts: String {
    zip(Self.partNames, material.samples).map { "\($0) \(NumberText.grouped($1))" }
      .joined(separator: ", ")
  }

  /// So many samples or steps of each class.
  private func counts(_ counts: [Int]) -> String {
    let all = zip(material.classes, counts).map {
      "\(TerminalText.name($0)) \(NumberText.grouped($1))"
    }
    return all.prefix(12).joined(separator: ", ") + (all.count > 12 ? ", …" : "")
  }
}
