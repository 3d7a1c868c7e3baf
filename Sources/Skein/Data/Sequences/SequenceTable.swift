/// Rows of tables that belong to sequences, each a run of rows: those with one value of a column, in the
/// order in which they stand, or those of one file.
package struct SequenceTable: Sendable {
  package enum Steps: Sendable {
    /// A row's inputs.
    case numbers(Series)
    /// A row's token.
    case tokens([String])
  }

  package let steps: Steps
  /// Of the sequences, in the order of their first rows.
  package let names: [String]
  /// The rows of each sequence, at least one.
  package let runs: [Range<Int>]
  /// Of each row; nil where the data has none.
  package let labels: [String]?
  /// What is to be said about the reading, one clause each.
  package let notes: [String]

  /// Reads all rows.
  ///
  /// - Parameters:
  ///   - names: of files, folders or patterns.
  ///   - inputs: the columns of numbers; empty takes all that are neither the label nor the sequence.
  ///   - needsLabels: whether rows without labels are refused.
  /// - Throws: `DataError`, `SequenceError`.
  package init(
    _ names: [String], _ task: TaskSettings, inputs: [String], options: DataOptions,
    needsLabels: Bool = true
  ) throws {
    let files = try SequenceFiles(names, task)
    if files.files.isEmpty { throw SequenceError.noSamples(file: names.joined(separator: ", ")) }
    if task.sequence == nil, files.files.count == 1, needsLabels {
      throw SequenceError.oneSequence(file: files.files[0].path)
    }
    self =
      task.input == .tokens
      ? try SequenceTable(tokensOf: files, task, options: options, needsLabels: needsLabels)
      : try SequenceTable(
        numbersOf: files, task, inputs: inputs, options: options, needsLabels: needsLabels)
  }

  init(
    steps: Steps, names: [String], runs: [Range<Int>], labels: [String]?, notes: [String] = []
  ) {
    self.steps = steps
    self.names = names
    self.runs = runs
    self.labels = labels
    self.notes = notes
  }

  package var count: Int { runs.count }

  /// Steps of the longest.
  package var longest: Int { runs.map(\.count).max() ?? 0 }

  /// The columns of numbers; none of tokens.
  package var inputs: [String] {
    if case .numbers(let series) = steps { series.columns } else { [] }
  }

  /// The one label that all rows of each sequence have.
  ///
  /// - Throws: `SequenceError.severalLabels`.
  func labelsOfSequences(_ labels: [String]) throws(SequenceError) -> [String] {
    var found: [String] = []
    for (name, run) in zip(names, runs) {
      let first = labels[run.lowerBound]
      if let other = run.first(where: { labels[$0] != first }) {
        throw .severalLabels(sequence: name, first: first, second: labels[other])
      }
      found.append(first)
    }
    return found
  }

  /// For each sequence its rows, in the order in which they came, and how it is called.
  ///
  /// - Parameter numbers: of each row the number of its sequence.
  static func order(_ numbers: [Int32], count: Int) -> (rows: [Int], runs: [Range<Int>]) {
    var rowsOf = [[Int]](repeating: [], count: count)
    for (row, number) in numbers.enumerated() { rowsOf[Int(number)].append(row) }
    var begin = 0
    let runs = rowsOf.map { rows in
      defer { begin += rows.count }
      return begin..<begin + rows.count
    }
    return (rowsOf.flatMap(\.self), runs)
  }
}
