import Hashing

/// Brings each of many series to a common size and back, each by its own rows: scaled =
/// (value − offset) / scale.
///
/// Encoding it as JSON and back gives the same bits.
public struct PanelScales: Sendable, Codable, Equatable {
  public let scaling: Scaling
  /// [series, columns]: what is subtracted, in the units of each.
  public private(set) var offsets: [Double]
  /// [series, columns]: what is divided by; never zero.
  public private(set) var scales: [Double]

  /// Columns that have one scale for all series, by their places.
  typealias Shared = [Int: (offset: Double, scale: Double)]

  /// - Parameters:
  ///   - runs: the rows of each series that it is fitted to.
  ///   - shared: the scales of columns that are not fitted to each series.
  ///   - numbers: those of the series, where a column stands for them; empty where none has one.
  init(
    _ scaling: Scaling, fittedTo series: Series, runs: [[Range<Int>]], shared: Shared,
    numbers: [Int] = []
  ) {
    let scaling = scaling == .auto ? Self.automatic(series, runs, without: shared) : scaling
    self.scaling = scaling
    offsets = []
    scales = []
    for runs in runs {
      let scaler = Scaler(scaling, fittedTo: series, runs: runs)
      offsets += scaler.offsets.enumerated().map { shared[$0]?.offset ?? $1 }
      scales += scaler.scales.enumerated().map { shared[$0]?.scale ?? $1 }
    }
    guard let column = series.numberColumn else { return }
    // What stands there is zero.
    for (member, number) in numbers.enumerated() where number > 0 {
      offsets[member * series.columns.count + column] = -Double(number)
    }
  }

  package init(scaling: Scaling, offsets: [Double], scales: [Double]) {
    self.scaling = scaling
    self.offsets = offsets
    self.scales = scales
  }

  /// By the mean where all numbers are counts some of which are zero, otherwise by mean and deviation.
  private static func automatic(
    _ series: Series, _ runs: [[Range<Int>]], without shared: Shared
  ) -> Scaling {
    let columns = series.columns.indices.filter { shared[$0] == nil }
    var zeros = false
    for run in runs.joined() {
      for row in run {
        for column in columns {
          let value = series.value(row: row, column: column)
          if value < 0 || value != value.rounded() { return .standard }
          if value == 0 { zeros = true }
        }
      }
    }
    return zeros ? .mean : .standard
  }

  /// Whether nothing is scaled.
  var isPlain: Bool { offsets.allSatisfy { $0 == 0 } && scales.allSatisfy { $0 == 1 } }

  /// The series with each of its members in its own scale. Cost: a copy of the values.
  func scaled(_ series: Series, _ panel: Panel) -> Series {
    if isPlain { return series }
    let width = series.columns.count
    let copy = SeriesStorage<Double>(in: series.storage.space)
    guard copy.reserve(series.storage.count) else {
      preconditionFailure("there is no memory for \(series.storage.count) scaled values")
    }
    for (member, rows) in panel.rows.enumerated() {
      series.forEachBlock(of: rows) { block, values in
        guard let target = copy.append(block.count * width) else {
          preconditionFailure("there is no memory for \(series.storage.count) scaled values")
        }
        for row in 0..<block.count {
          for column in 0..<width {
            let place = member * width + column
            target[row * width + column] =
              (values[row * width + column] - offsets[place]) / scales[place]
          }
        }
      }
    }
    return series.replacing(copy)
  }

  /// What is known ahead of a series, in its own scale.
  func scaled(_ coming: ComingRows, member: Int, columns: [String]) -> ComingRows {
    coming.map { value, name in
      guard let column = columns.firstIndex(of: name) else { return value }
      let place = member * columns.count + column
      return (value - offsets[place]) / scales[place]
    }
  }

  /// Brings what a model says of one series back into its units.
  ///
  /// - Parameter values: [steps, targets]
  func restore(_ values: inout [Double], member: Int, targets: [Int], columns: Int) {
    for index in values.indices {
      let place = member * columns + targets[index % targets.count]
      values[index] = values[index] * scales[place] + offsets[place]
    }
  }

  /// The same for what is said about rows to come.
  func restore(_ told: inout FutureRows, member: Int, targets: [Int], columns: Int) {
    restore(&told.values, member: member, targets: targets, columns: columns)
    for index in told.values.indices {
      let place = member * columns + targets[index % targets.count]
      func restored(_ value: Double) -> Double { value * scales[place] + offsets[place] }
      told.quantiles[index] = told.quantiles[index].map(restored)
      told.bounds[index] = told.bounds[index].map {
        PredictionInterval(
          level: $0.level, lower: restored($0.lower), upper: restored($0.upper))
      }
    }
  }

  /// What numbers that stand for a series in its own scale are in its units.
  func restored(
    _ meaning: OutputMeaning, member: Int, targets: [Int], columns: Int
  ) -> OutputMeaning {
    func place(_ index: Int) -> Int { member * columns + targets[index % targets.count] }
    return OutputMeaning(
      anchors: meaning.anchors.enumerated().map { $1 * scales[place($0)] + offsets[place($0)] },
      units: meaning.units.enumerated().map { $1 * scales[place($0)] }, shares: meaning.shares)
  }

  /// A hash of all numbers.
  var digits: String {
    var hash = FNV1a()
    for number in offsets + scales { hash.combine(number.bitPattern) }
    return hash.digits
  }
}
