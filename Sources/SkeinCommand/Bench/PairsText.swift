import Skein

/// A matrix of pairs for people.
struct PairsText {
  let matrix: PairMatrix

  /// More cores than this get no matrix, which no terminal is wide enough for.
  private static let mostCores = 16

  var text: String {
    var text = "\n"
    if matrix.cores.count <= Self.mostCores {
      text += table("barrier, ns", \.barrierNanoseconds) + "\n"
      text += table("meeting of a team, ns", \.meetingNanoseconds) + "\n"
      text += table("data of the other, GB/s", \.gigabytesPerSecond) + "\n"
    }
    text += summary.text
    text += matrix.notes.map { "note: \($0)\n" }.joined()
    return text
  }

  private func table(_ title: String, _ value: (PairMatrix.Pair) -> Double) -> String {
    var table = TextTable(header: [title] + matrix.cores.map { "\($0.processor)" })
    for (row, core) in matrix.cores.enumerated() {
      table.append(
        ["processor \(core.processor)"]
          + matrix.cores.indices.map { column in
            matrix.pair(row, column).map { Self.figure(value($0)) } ?? "–"
          })
    }
    return table.text
  }

  /// The medians by distance, with the fastest and the slowest half between them.
  private var summary: TextTable {
    var table = TextTable(header: [
      "distance", "pairs", "barrier ns", "meeting ns", "GB/s", "barrier way", "data way",
    ])
    for summary in matrix.distances {
      let distance = matrix.pairs.first { $0.distance.name == summary.distance }?.distance
      func way(_ factors: DistanceFactors) -> String {
        distance.map { NumberText.significant(factors[$0], digits: 3) } ?? "–"
      }
      table.append([
        summary.distance, "\(summary.pairs)", Self.range(summary.barrierNanoseconds),
        Self.range(summary.meetingNanoseconds), Self.range(summary.gigabytesPerSecond),
        way(matrix.ways.barrier), way(matrix.ways.exchange),
      ])
    }
    return table
  }

  private static func range(_ quartiles: Quartiles) -> String {
    guard quartiles.lower < quartiles.upper else { return figure(quartiles.median) }
    return "\(figure(quartiles.median)) (\(figure(quartiles.lower))–\(figure(quartiles.upper)))"
  }

  private static func figure(_ value: Double) -> String {
    value < 1000 ? NumberText.significant(value, digits: 3) : NumberText.rounded(value)
  }
}
