import Skein

/// The table of predictions of a run that tells classes apart: the class of each sample, or of each of its
/// steps, the one that was told, and the probabilities of all.
struct ClassTable {
  struct Row {
    /// A text's number from 1; nil for sequences.
    var sample: Int?
    /// What a sequence is called; nil for texts.
    var sequence: String?
    /// From 1; nil where a sequence has one class.
    var step: Int?
    /// Nil for new data.
    var part: String?
    /// Nil where it is not known.
    var label: String?
  }

  private let classes: [String]
  private let rows: [Row]
  /// [rows, classes]
  private let probabilities: [Float]

  /// Of all samples of a run, in their order; nil where it tells no classes.
  init?(_ material: TaskMaterial, _ model: Model, loss: Loss, crew: Crew) throws {
    let source: SequenceSource
    switch material {
    case .book: return nil
    case .classes(let texts):
      source = texts.source(texts.labels.indices.map { Int32($0) })
      rows = zip(texts.split.parts, texts.labels).enumerated().map { sample, own in
        Row(sample: sample + 1, part: own.0, label: texts.classes[Int(own.1)])
      }
    case .sequences(let sequences):
      source = sequences.source(sequences.names.indices.map { Int32($0) })
      rows = Self.rows(
        sequences.names, sequences.store, parts: sequences.split.parts,
        labels: sequences.labels.map { sequences.classes[Int($0)] },
        isAtEachStep: sequences.isAtEachStep)
    }
    classes = material.classes
    probabilities = try model.classProbabilities(source, loss: loss, crew: crew)
  }

  /// Of new samples.
  init(classes: [String], rows: [Row], probabilities: [Float]) {
    self.classes = classes
    self.rows = rows
    self.probabilities = probabilities
  }

  /// - Parameters:
  ///   - parts: of each sequence; nil for new data.
  ///   - labels: of each sequence or step; nil where they have none.
  static func rows(
    _ names: [String], _ store: SequenceStore, parts: [String]?, labels: [String]?,
    isAtEachStep: Bool
  ) -> [Row] {
    names.indices.flatMap { sequence in
      guard isAtEachStep else {
        return [
          Row(sequence: names[sequence], part: parts?[sequence], label: labels?[sequence])
        ]
      }
      return store.steps(of: sequence).enumerated().map { step, place in
        Row(
          sequence: names[sequence], step: step + 1, part: parts?[sequence], label: labels?[place])
      }
    }
  }

  var header: [String] {
    let first = rows.first
    return [first?.sequence == nil ? "sample" : "sequence"]
      + (first?.step == nil ? [] : ["step"]) + (first?.part == nil ? [] : ["split"])
      + (first?.label == nil ? [] : ["label"]) + ["prediction"] + classes.map { "p \($0)" }
  }

  func fields(_ index: Int) -> [CSVWriter.Field] {
    let row = rows[index]
    let own = probabilities[index * classes.count..<(index + 1) * classes.count]
    var fields: [CSVWriter.Field] = []
    if let sequence = row.sequence {
      fields.append(.text(sequence))
    } else {
      fields.append(.integer(row.sample ?? index + 1))
    }
    if let step = row.step { fields.append(.integer(step)) }
    for text in [row.part, row.label].compactMap(\.self) { fields.append(.text(text)) }
    fields.append(.text(classes[ClassScores.best(of: own)]))
    return fields + own.map { .float($0) }
  }

  var count: Int { rows.count }

  func write(to place: FilePlace) throws(FileError) -> FileDigest {
    var table = try CSVWriter(replacing: place, columns: header)
    for row in rows.indices { try table.append(fields(row)) }
    return try table.commit()
  }
}
