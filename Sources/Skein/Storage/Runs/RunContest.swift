/// How well several runs predict the rows that all of them were tested on.
package struct RunContest: Sendable {
  package struct Target: Codable, Sendable, Equatable {
    package var column: String
    /// Rows after which all of the runs predict.
    package var rows: Int
    /// Of each run on those rows, in the order in which they were given.
    package var errors: [RunErrors]
    /// The run with the least mean squared error, the first of equal ones.
    package var best: Int
    /// For each run the probability that it differs so much from the best one by chance; null for that
    /// one itself, and for few rows.
    package var chances: [Double?]
  }

  /// None of runs of many series.
  package let targets: [Target]
  /// Of runs of many series; nil of others.
  package let panel: [PanelTarget]?

  /// Predicts the test part of each run.
  ///
  /// - Throws: `RunContestError` where the runs are about different things, and what loading their data
  ///   throws.
  package init(_ runs: [StoredRun]) throws {
    if let other = runs.first(where: { $0.record.task != nil }) {
      throw RunContestError.task(other.path)
    }
    try self.init(runs.map { try TestedRun($0) })
  }

  /// An update of a run beside what it began with, on the rows that the update was tested on.
  ///
  /// - Throws: as the other one.
  package init(before: StoredRun, after: StoredRun) throws {
    let newest = try after.material()
    try self.init([
      TestedRun(before, material: try before.material(like: newest)),
      TestedRun(after, material: newest),
    ])
  }

  private init(_ tested: [TestedRun]) throws {
    guard let first = tested.first else {
      (targets, panel) = ([], nil)
      return
    }
    for other in tested.dropFirst() {
      guard other.targets == first.targets else {
        throw RunContestError.targets(first.path, first.targets, other.path, other.targets)
      }
      guard (other.steps == nil) == (first.steps == nil) else {
        let (many, one) = first.steps == nil ? (other, first) : (first, other)
        throw RunContestError.panel(many.path, one.path)
      }
      guard other.ahead == first.ahead else {
        throw RunContestError.ahead(first.path, first.ahead, other.path, other.ahead)
      }
    }
    let common = tested.dropFirst().reduce(Set(first.origins)) { $0.intersection($1.origins) }
    guard !common.isEmpty else { throw RunContestError.noCommonRows }
    let places = tested.map { run in run.origins.indices.filter { common.contains(run.origins[$0]) }
    }
    guard let steps = first.steps else {
      targets = try first.targets.indices.map { try Self.target($0, tested, places) }
      panel = nil
      return
    }
    targets = []
    panel = try first.targets.indices.map { try PanelTarget($0, tested, places, steps) }
  }

  /// What all runs predict of a target after one origin, where the numbers that came are the same.
  static func pairs(
    _ row: Int, _ target: Int, _ runs: [TestedRun], _ places: [[Int]]
  ) throws(RunContestError) -> [[(actual: Double, predicted: Double)]] {
    let all = runs.indices.map { runs[$0].pairs(places[$0][row], target: target) }
    let truth = all[0].map(\.actual)
    // Labels and rows may agree where the numbers are others.
    for (number, pairs) in all.enumerated() where pairs.map(\.actual) != truth {
      throw .values(runs[0].path, runs[number].path, row: runs[0].origins[places[0][row]].row)
    }
    return all
  }

  private static func target(
    _ target: Int, _ runs: [TestedRun], _ places: [[Int]]
  ) throws(RunContestError) -> Target {
    var sums = [ErrorSum](repeating: ErrorSum(), count: runs.count)
    var losses = [[Double]](repeating: [], count: runs.count)
    for row in places[0].indices {
      for (number, pairs) in try pairs(row, target, runs, places).enumerated() {
        let squares = pairs.reduce(0.0) { $0 + sums[number].add($1.actual, $1.predicted) }
        losses[number].append(squares / Double(pairs.count))
      }
    }
    let errors = sums.map { RunErrors(ErrorMetrics($0), mase: nil) }
    let best = errors.indices.min { (errors[$0].mse, $0) < (errors[$1].mse, $1) } ?? 0
    let chances = runs.indices.map { number -> Double? in
      if number == best { return nil }
      var difference = LossDifference(horizon: runs[0].ahead.upperBound)
      for (one, other) in zip(losses[best], losses[number]) { difference.add(one, other) }
      return difference.probability
    }
    return Target(
      column: runs[0].targets[target], rows: places[0].count, errors: errors, best: best,
      chances: chances)
  }
}

/// Why the errors of runs say nothing about which is the better one.
package enum RunContestError: Error, Equatable {
  case targets(String, [String], String, [String])
  case ahead(String, ClosedRange<Int>, String, ClosedRange<Int>)
  case noCommonRows
  /// A run of many series, and one of one.
  case panel(String, String)
  /// A run that learned from texts.
  case task(String)
  /// After the row, counted from 0.
  case values(String, String, row: Int)
}

extension RunContestError: CustomStringConvertible {
  package var description: String {
    func name(_ path: String) -> String { TerminalText.plain(path) }
    func text(_ ahead: ClosedRange<Int>) -> String {
      ahead.count == 1
        ? NumberText.count(ahead.upperBound, "row") + " ahead"
        : "\(ahead.lowerBound) to \(ahead.upperBound) rows ahead"
    }
    switch self {
    case .targets(let one, let targets, let other, let others):
      return "\(name(one)) predicts \(TerminalText.names(targets)), and \(name(other))"
        + " \(TerminalText.names(others))"
    case .ahead(let one, let ahead, let other, let others):
      return "\(name(one)) predicts \(text(ahead)), and \(name(other)) \(text(others))"
    case .panel(let many, let one):
      return "\(name(many)) is of many series, and \(name(one)) of one"
    case .task(let path): return "\(name(path)) forecasts no series"
    case .noCommonRows: return "there is no row that all of the runs were tested on"
    case .values(let one, let other, let row):
      return "\(name(one)) and \(name(other)) were tested on other numbers after row \(row + 1)"
    }
  }
}
