extension LinearPath {
  /// Rows that a path reaches back for spans and seasons.
  private static let mostReach = 1024
  /// Training windows that it is fitted to, the last ones, if one row is predicted.
  private static let mostWindows = 50_000
  private static let leastWindows = 2000
  /// Windows times rows ahead.
  private static let mostRows = 200_000
  /// Validation windows times rows ahead that choose the terms, and windows at least.
  private static let mostChoosing = 40_000
  private static let leastChoosing = 400
  /// By how much a choice of more terms must be better on them.
  private static let gain = 0.995
  /// Columns beside the target.
  private static let mostOthers = 16
  /// Columns that are known ahead, the calendar's among them.
  private static let mostKnown = 48

  /// The path of a target, fitted to the training windows by least squares.
  ///
  /// Which groups of terms there are is decided by the validation windows, or without them by the final
  /// prediction error; how many terms of a group, by that error for each row ahead.
  init(_ data: Dataset, target: Int, lags most: Int, seasons: [Int]) {
    let series = data.seen
    column = series.targetColumns[target]
    let column = column
    knowsPast = series.inputColumns.contains(column)
    let ahead = data.windows.ahead
    let training = Self.windows(
      data, data.splits.training.windows,
      most: min(Self.mostWindows, max(Self.leastWindows, Self.mostRows / ahead.count)))
    mean = series.mean(column: column, runs: data.splits.training.runs)
    let calendar = series.calendarColumns
    // What is the same in all rows of a series is the network's alone.
    let left = calendar.union(series.staticColumns)
    others = series.inputColumns.filter { $0 != column && !left.contains($0) }
      .prefix(Self.mostOthers).map {
        Other(
          column: $0, mean: series.mean(column: $0, runs: data.splits.training.runs),
          steps: knowsPast ? 3 : 8)
      }
    if !series.futureColumns.isEmpty {
      known = series.futureColumns.prefix(Self.mostKnown).map {
        Known(
          column: $0, mean: series.mean(column: $0, runs: data.splits.training.runs),
          // The calendar's past says what its present does.
          steps: calendar.contains($0) ? 0 : 3)
      }
    }
    if knowsPast {
      steps = max(min(most, data.windows.length) - 1, 0)
      let rows = data.splits.training.runs.map(\.count).max() ?? 0
      let reach = min(Self.mostReach, rows / 2)
      spans = (1...10).map { 1 << $0 }.filter { $0 <= min(reach / 2, 512) }
      self.seasons = seasons.filter { 2 * $0 <= rows }.map { season in
        Season(
          rows: season, counts: [1, 2, 4, 8, 16, 32].filter { $0 == 1 || $0 * season <= reach })
      }
    }
    let validation = Self.choosing(data)
    var equations = ahead.map { _ in NormalEquations(columns: terms) }
    forEach(training, data) { step, terms, value in equations[step].add(terms, [value]) }
    var examples = ahead.map { _ in Examples(width: terms) }
    forEach(validation, data) { step, terms, value in examples[step].add(terms, value) }
    let fits = zip(ahead, equations).map { Fit(path: self, ahead: $0, equations: $1) }
    let choice = choose(fits, validation.isEmpty ? nil : examples)
    weights = fits.map {
      $0.solution(of: choice)?.coefficients ?? [Double](repeating: 0, count: terms)
    }
    tidy()
  }

  /// Calls `body` with the place of each row ahead, the terms, and how far the value is from the path's
  /// base, window by window.
  private func forEach(
    _ windows: [Int], _ data: Dataset, _ body: (Int, [Double], Double) -> Void
  ) {
    var values = [Double](repeating: 0, count: terms)
    var levels: [Double] = []
    for window in windows {
      let row = data.windows.lastRow(window)
      let past = data.seen.past(row, reach: reach)
      look(at: past, into: &values, levels: &levels)
      for (step, ahead) in data.windows.ahead.enumerated() {
        aim(past, ahead: ahead, levels: levels, into: &values)
        body(step, values, data.seen.value(row: row + ahead, column: column) - base(past))
      }
    }
  }

  /// The validation windows that choose.
  static func choosing(_ data: Dataset) -> [Int] {
    windows(
      data, data.splits.validation.windows,
      most: max(leastChoosing, mostChoosing / data.windows.ahead.count))
  }

  /// The last of some windows that were measured; of many series some of each, evenly.
  private static func windows(_ data: Dataset, _ range: Range<Int>, most: Int) -> [Int] {
    if data.series.panel != nil, range.count > most {
      let some = (0..<most).map { range.lowerBound + $0 * range.count / most }
      return some.filter(data.isMeasured)
    }
    return Array(range.reversed().lazy.filter(data.isMeasured).prefix(most).reversed())
  }

  /// A choice of groups of terms, the simplest first.
  private struct Choice {
    var constant = false
    var level = false
    var spans = false
    var seasons = false
    var others = false
    var known = false
  }

  private var choices: [Choice] {
    let flags = [false, true]
    var plain: [Choice] = []
    for others in self.others.isEmpty ? [false] : flags {
      for seasons in seasons.isEmpty ? [false] : flags {
        for spans in self.spans.isEmpty ? [false] : flags {
          for level in knowsPast ? flags : [false] {
            for constant in flags where constant || !level || spans || seasons {
              plain.append(
                Choice(
                  constant: constant, level: level, spans: spans, seasons: seasons, others: others))
            }
          }
        }
      }
    }
    guard known != nil else { return plain }
    return plain
      + plain.map { choice in
        var choice = choice
        choice.known = true
        return choice
      }
  }

  /// The terms of a choice in the order in which they are taken, and how many of the first of them may be
  /// left out.
  private func order(_ choice: Choice) -> (terms: [Int], least: Int) {
    var terms: [Int] = []
    if choice.constant { terms.append(0) }
    if choice.level { terms.append(1) }
    let least = terms.count
    if choice.seasons { terms += firstSeason..<firstOther }
    if choice.known { terms += firstKnown..<firstStep }
    if choice.others { terms += firstOther..<firstKnown }
    let grouped = terms.count
    if choice.spans { terms += firstSpan..<firstSeason }
    terms += firstStep..<self.terms
    return (terms, choice.seasons || choice.others || choice.known ? grouped : least)
  }

  /// The equations of one row ahead.
  private struct Fit {
    let path: LinearPath
    let ahead: Int
    let equations: NormalEquations

    func solution(of choice: Choice) -> NormalEquations.Solution? {
      let (order, least) = path.order(choice)
      return equations.best(
        of: order, sizes: Array(least...max(order.count, least)), overlap: ahead)
    }
  }

  private func choose(_ fits: [Fit], _ examples: [Examples]?) -> Choice {
    var best: (choice: Choice, error: Double)?
    for choice in choices {
      var error = 0.0
      for (step, fit) in fits.enumerated() {
        guard let solution = fit.solution(of: choice) else {
          error = .infinity
          break
        }
        error += examples?[step].error(solution.coefficients) ?? solution.predictionError
      }
      if error < Self.gain * (best?.error ?? .infinity) || best == nil { best = (choice, error) }
    }
    return best?.choice ?? Choice()
  }

  /// The terms and values of the windows that choose.
  private struct Examples {
    let width: Int
    private var terms: [Double] = []
    private var values: [Double] = []

    init(width: Int) { self.width = width }

    mutating func add(_ row: [Double], _ value: Double) {
      terms += row
      values.append(value)
    }

    /// The sum of the squared errors.
    func error(_ weights: [Double]) -> Double {
      var sum = 0.0
      for index in values.indices {
        var error = values[index]
        for term in 0..<width { error -= weights[term] * terms[index * width + term] }
        sum += error * error
      }
      return sum
    }
  }

  /// Forgets the last steps, which nothing weighs.
  private mutating func tidy() {
    let used = weights.map { ($0.lastIndex { $0 != 0 } ?? 0) + 1 }.max() ?? 0
    let kept = max(used - firstStep, 0)
    guard kept < steps else { return }
    weights = weights.map { Array($0.prefix(firstStep + kept)) }
    steps = kept
  }
}

extension Series {
  /// The mean of a column over some rows.
  func mean(column: Int, runs: [Range<Int>]) -> Double {
    var sum = 0.0
    var count = 0
    for run in runs {
      for row in run {
        sum += value(row: row, column: column)
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : 0
  }
}
