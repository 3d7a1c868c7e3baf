extension LinearPath {
  /// Rows that a path reaches back for spans and seasons.
  private static let mostReach = 1024
  /// Training windows that it is fitted to, the last ones, if one row is predicted.
  private static let mostWindows = 50_000
  private static let leastWindows = 2000
  /// Windows times rows ahead.
  private static let mostRows = 200_000
  /// Validation windows that choose the terms.
  private static let mostChoosing = 4000
  /// By how much a choice of more terms must be better on them.
  private static let gain = 0.995
  /// Columns beside the target, and their steps.
  private static let mostOthers = 16

  /// The path of a target, fitted to the training windows by least squares.
  ///
  /// Which groups of terms there are is decided by the validation windows, or without them by the final
  /// prediction error; how many terms of a group, by that error for each row ahead.
  init(_ data: Dataset, target: Int, lags most: Int, seasons: [Int]) {
    let series = data.series
    column = series.targetColumns[target]
    let column = column
    knowsPast = series.inputColumns.contains(column)
    let training = Self.windows(data, data.splits.training.windows, most: Self.room(data))
    mean = series.mean(column: column, runs: data.splits.training.runs)
    others = series.inputColumns.filter { $0 != column }.prefix(Self.mostOthers).map {
      Other(
        column: $0, mean: series.mean(column: $0, runs: data.splits.training.runs),
        steps: knowsPast ? 3 : 8)
    }
    if knowsPast {
      steps = max(min(most, data.windows.length) - 1, 0)
      let rows = data.splits.training.runs.map(\.count).max() ?? 0
      let reach = min(Self.mostReach, rows / 4)
      spans = (1...10).map { 1 << $0 }.filter { $0 <= min(reach, 512) }
      self.seasons = seasons.filter { 2 * $0 <= rows }.map { season in
        Season(rows: season, counts: [1, 2, 8, 32].filter { $0 == 1 || $0 * season <= reach })
      }
    }
    let validation = Self.windows(
      data, data.splits.validation.windows, most: Self.mostChoosing)
    let fits = data.windows.ahead.map { Fit(data, self, training, ahead: $0) }
    let choice = choose(fits, data, validation)
    weights = fits.map {
      $0.solution(of: choice)?.coefficients ?? [Double](repeating: 0, count: terms)
    }
    tidy()
  }

  private static func room(_ data: Dataset) -> Int {
    min(mostWindows, max(leastWindows, mostRows / data.windows.steps))
  }

  /// The last of some windows that were measured.
  private static func windows(_ data: Dataset, _ range: Range<Int>, most: Int) -> [Int] {
    Array(range.reversed().lazy.filter(data.isMeasured).prefix(most).reversed())
  }

  /// A choice of groups of terms, the simplest first.
  private struct Choice {
    var constant = false
    var level = false
    var spans = false
    var seasons = false
    var others = false
  }

  private var choices: [Choice] {
    let flags = [false, true]
    var all: [Choice] = []
    for others in self.others.isEmpty ? [false] : flags {
      for seasons in seasons.isEmpty ? [false] : flags {
        for spans in self.spans.isEmpty ? [false] : flags {
          for level in knowsPast ? flags : [false] {
            for constant in flags where constant || !level || spans || seasons {
              all.append(
                Choice(
                  constant: constant, level: level, spans: spans, seasons: seasons, others: others))
            }
          }
        }
      }
    }
    return all
  }

  /// The terms of a choice in the order in which they are taken, and how many of the first of them may be
  /// left out.
  private func order(_ choice: Choice) -> (terms: [Int], least: Int) {
    var terms: [Int] = []
    if choice.constant { terms.append(0) }
    if choice.level { terms.append(1) }
    let least = terms.count
    if choice.seasons { terms += firstSeason..<firstOther }
    if choice.others { terms += firstOther..<firstStep }
    let grouped = terms.count
    if choice.spans { terms += firstSpan..<firstSeason }
    terms += firstStep..<self.terms
    return (terms, choice.seasons || choice.others ? grouped : least)
  }

  /// The equations of one row ahead.
  private struct Fit {
    let path: LinearPath
    let ahead: Int
    var equations: NormalEquations

    init(_ data: Dataset, _ path: LinearPath, _ windows: [Int], ahead: Int) {
      self.path = path
      self.ahead = ahead
      equations = NormalEquations(columns: path.terms)
      var terms = [Double](repeating: 0, count: path.terms)
      for window in windows {
        let row = data.windows.lastRow(window)
        let past = data.series.past(row, reach: path.reach)
        path.terms(past, ahead: ahead, into: &terms)
        let value = data.series.value(row: row + ahead, column: path.column)
        equations.add(terms, [value - path.base(past)])
      }
    }

    func solution(of choice: Choice) -> NormalEquations.Solution? {
      let (order, least) = path.order(choice)
      return equations.best(
        of: order, sizes: Array(least...max(order.count, least)), overlap: ahead)
    }
  }

  private func choose(_ fits: [Fit], _ data: Dataset, _ windows: [Int]) -> Choice {
    var best: (choice: Choice, error: Double)?
    let examples = fits.map { fit in
      Examples(data, self, windows, ahead: fit.ahead)
    }
    for choice in choices {
      var error = 0.0
      for (fit, examples) in zip(fits, examples) {
        guard let solution = fit.solution(of: choice) else {
          error = .infinity
          break
        }
        error +=
          windows.isEmpty ? solution.predictionError : examples.error(solution.coefficients)
      }
      if error < Self.gain * (best?.error ?? .infinity) || best == nil { best = (choice, error) }
    }
    return best?.choice ?? Choice()
  }

  /// The terms and values of the windows that choose.
  private struct Examples {
    private var terms: [Double] = []
    private var values: [Double] = []
    private let width: Int

    init(_ data: Dataset, _ path: LinearPath, _ windows: [Int], ahead: Int) {
      width = path.terms
      var row = [Double](repeating: 0, count: width)
      for window in windows {
        let last = data.windows.lastRow(window)
        let past = data.series.past(last, reach: path.reach)
        path.terms(past, ahead: ahead, into: &row)
        terms += row
        values.append(
          data.series.value(row: last + ahead, column: path.column) - path.base(past))
      }
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
