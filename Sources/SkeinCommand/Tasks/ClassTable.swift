import Skein

/// The table of predictions of a run that tells classes apart: each text's class, the one that was told,
/// and the probabilities of all.
struct ClassTable {
  private let classes: [String]
  /// By sample: its number from 1, its part, its class; none of new texts.
  private let rows: [(sample: Int, part: String?, label: String?)]
  /// [rows, classes]
  private let probabilities: [Float]

  /// Of all samples of a run, in their order.
  init(_ texts: ClassifiedTexts, _ model: Model, loss: Loss, crew: Crew) throws {
    var parts = [String](repeating: "train", count: texts.labels.count)
    for sample in texts.split.validation { parts[Int(sample)] = "validation" }
    for sample in texts.split.test { parts[Int(sample)] = "test" }
    classes = texts.classes
    rows = parts.indices.map { ($0 + 1, parts[$0], texts.classes[Int(texts.labels[$0])]) }
    probabilities = try model.probabilities(
      texts.source(texts.labels.indices.map { Int32($0) }), loss: loss,
      crew: crew)
  }

  /// Of new texts.
  ///
  /// - Parameter labels: nil where they have none.
  init(classes: [String], labels: [String]?, first: Int = 1, probabilities: [Float]) {
    self.classes = classes
    self.probabilities = probabilities
    rows = (0..<probabilities.count / classes.count).map { ($0 + first, nil, labels?[$0]) }
  }

  /// What was told of each row.
  var told: [Int] {
    rows.indices.map {
      ClassScores.best(of: probabilities[$0 * classes.count..<($0 + 1) * classes.count])
    }
  }

  private var hasParts: Bool { rows.first?.part != nil }
  private var hasLabels: Bool { rows.first?.label != nil }

  var header: [String] {
    ["sample"] + (hasParts ? ["split"] : []) + (hasLabels ? ["label"] : []) + ["prediction"]
      + classes.map { "p \($0)" }
  }

  func fields(_ row: Int) -> [CSVWriter.Field] {
    let own = probabilities[row * classes.count..<(row + 1) * classes.count]
    var fields: [CSVWriter.Field] = [.integer(rows[row].sample)]
    if let part = rows[row].part { fields.append(.text(part)) }
    if let label = rows[row].label { fields.append(.text(label)) }
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
