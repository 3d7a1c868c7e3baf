extension RunContest {
  /// How well several runs of many series predict a target on the rows that all of them were tested on.
  package struct PanelTarget: Codable, Sendable, Equatable {
    package var column: String
    /// Series that all of the runs predict, and that have a scale.
    package var series: Int
    /// Rows after which all of the runs predict.
    package var rows: Int
    /// Of each run the mean RMSSE over the series, scaled by the training part of the first run.
    package var rmsse: [Double]
    /// The run with the least, the first of equal ones.
    package var best: Int
    /// For each run the part of the series on which its RMSSE is lower than that of the best one.
    package var shares: [Double]
    /// For each run the probability that it differs so much from the best one by chance, where series are
    /// the sample; null for that one itself, and for few series.
    package var chances: [Double?]
  }
}

extension RunContest.PanelTarget {
  /// - Parameters:
  ///   - places: of each run, its origins that all of them have.
  ///   - steps: by what errors are scaled.
  /// - Throws: `RunContestError`, also where no series has a scale.
  init(
    _ target: Int, _ runs: [TestedRun], _ places: [[Int]], _ steps: [String: [NaiveSteps]]
  ) throws(RunContestError) {
    // Of each series, of each run.
    var sums: [String: [ErrorSum]] = [:]
    for row in places[0].indices {
      let name = runs[0].origins[places[0][row]].series
      var own = sums[name] ?? [ErrorSum](repeating: ErrorSum(), count: runs.count)
      for (number, pairs) in try RunContest.pairs(row, target, runs, places).enumerated() {
        for pair in pairs { own[number].add(pair.actual, pair.predicted) }
      }
      sums[name] = own
    }
    // [series, runs], in one order whatever that of the dictionary.
    var scaled: [[Double]] = []
    for name in sums.keys.sorted() {
      guard let own = sums[name], let step = steps[name]?[target] else { continue }
      let errors = own.compactMap { step.rmsse(ErrorMetrics($0)) }
      if errors.count == runs.count { scaled.append(errors) }
    }
    if scaled.isEmpty { throw .noCommonRows }
    let count = Double(scaled.count)
    let rmsse = runs.indices.map { run in scaled.reduce(0) { $0 + $1[run] } / count }
    let best = rmsse.indices.min { (rmsse[$0], $0) < (rmsse[$1], $1) } ?? 0
    column = runs[0].targets[target]
    series = scaled.count
    rows = places[0].count
    self.rmsse = rmsse
    self.best = best
    shares = runs.indices.map { run in
      Double(scaled.count { $0[run] < $0[best] }) / count
    }
    chances = runs.indices.map { run in
      run == best ? nil : PanelMetrics.chance(over: scaled.map { ($0[best], $0[run]) })
    }
  }
}
