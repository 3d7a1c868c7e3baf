/// Sequences of different lengths, in one copy that all workers read.
package final class SequenceStore: Sendable {
  /// [steps of all sequences, I], one sequence after the other.
  let values: SharedBuffer<Float>
  /// I
  package let features: Int
  /// Where each sequence begins, and where the last one ends, in steps.
  let offsets: [Int]

  /// - Parameter sequences: the ids of their tokens; each has at least one.
  package init(_ sequences: [[Int32]]) {
    values = SharedBuffer(sequences.joined().map { Float($0) })
    features = 1
    offsets = Self.offsets(sequences.map(\.count))
  }

  /// The first steps of a table's sequences, as a model sees them.
  ///
  /// - Parameters:
  ///   - steps: the most of a sequence.
  ///   - scaler: its first columns are those of the table; nil for tokens.
  ///   - vocabulary: nil for numbers.
  package init(_ table: SequenceTable, steps: Int, scaler: Scaler?, vocabulary: Vocabulary?) {
    let runs = table.runs.map { $0.prefix(steps) }
    offsets = Self.offsets(runs.map(\.count))
    let count = offsets[offsets.count - 1]
    switch table.steps {
    case .tokens(let tokens):
      features = 1
      values = SharedBuffer(
        runs.joined().map { Float(vocabulary?.id(of: tokens[$0]) ?? Vocabulary.unknown) })
    case .numbers(let series):
      let columns = series.columns.count
      features = columns
      values = SharedBuffer(zeroed: count * columns)
      let scaler = scaler ?? Scaler(unscaled: series.columns)
      var place = values.base
      for run in runs {
        for row in run {
          for column in 0..<columns {
            place[column] = scaler.scale(
              series.storage.base[row * columns + column], column: column)
          }
          place += columns
        }
      }
    }
  }

  private static func offsets(_ lengths: [Int]) -> [Int] {
    var offsets = [0]
    for length in lengths {
      precondition(length > 0, "a sequence without a step")
      offsets.append(offsets[offsets.count - 1] + length)
    }
    return offsets
  }

  /// The label of each of a table's sequences, or of each step of the store, which was made of it; nil
  /// where it has none.
  ///
  /// - Throws: `SequenceError.severalLabels`.
  package func labels(
    of table: SequenceTable, isAtEachStep: Bool
  ) throws(SequenceError) -> [String]? {
    guard let labels = table.labels else { return nil }
    if !isAtEachStep { return try table.labelsOfSequences(labels) }
    return table.runs.indices.flatMap { sequence in
      table.runs[sequence].prefix(length(of: sequence)).map { labels[$0] }
    }
  }

  package var count: Int { offsets.count - 1 }

  package func length(of sequence: Int) -> Int { offsets[sequence + 1] - offsets[sequence] }

  /// The places of a sequence among the steps of all.
  package func steps(of sequence: Int) -> Range<Int> { offsets[sequence]..<offsets[sequence + 1] }
}
