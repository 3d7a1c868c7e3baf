import Hashing

/// Windows of one table as samples, gathered from the one copy of the series; they are never stored
/// as windows.
public struct WindowSource: SampleSource {
  private let dataset: Dataset
  private let range: Range<Int>
  /// The scaled values; nil where the series is in a file, whose values are scaled when they are gathered.
  private let storage: SeriesStorage<Float>?
  private let source: SeriesStorage<Double>
  private let scaler: Scaler
  private let columns: Int
  private let targets: [Int]
  private let windows: Windows
  /// Leading columns of each row that are inputs.
  private let inputSize: Int
  private let recipe: WindowRecipe?
  private let sight: Sight

  public init(_ set: WindowSet) {
    dataset = set.dataset
    range = set.windows
    storage = dataset.scaledSeries.copy
    source = dataset.scaledSeries.source
    scaler = dataset.scaler
    columns = dataset.scaledSeries.columns.count
    targets = dataset.scaledSeries.targetColumns
    windows = dataset.windows
    inputSize = dataset.scaledSeries.inputColumns.count
    recipe = dataset.recipe
    sight = dataset.sight
  }

  public var count: Int { range.count }
  public var inputShape: LayerShape { dataset.inputShape }
  public var targetCount: Int { windows.steps * targets.count }

  /// Of many series the largest number, where it is the last input.
  public var largestToken: Float? {
    guard let column = dataset.series.numberColumn, let scales = dataset.scales,
      scaler.offsets[column] == 0, scaler.scales[column] == 1,
      recipe?.leaves(column) ?? true
    else { return nil }
    let places = stride(from: column, to: scales.offsets.count, by: columns)
    let numbers = places.map { Float((0 - scales.offsets[$0]) / scales.scales[$0]) }
    return numbers.allSatisfy { $0 >= 0 && $0 == $0.rounded() } ? numbers.max() : nil
  }

  public func gatherInput(
    _ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    let window = range.lowerBound + sample
    precondition(window >= 0 && window < windows.count, "window \(window) of \(windows.count)")
    var target = batch + row * inputSize
    if let recipe {
      recipe.fill(
        dataset.past(window, recipe), sight, into: target, stride: rows * inputSize)
      return
    }
    let ahead = target + windows.length * rows * inputSize
    guard let storage else {
      gatherInFile(window, rows: rows, into: target)
      gatherAhead(window, stride: rows * inputSize, into: ahead) { index, column in
        scaler.scale(self.source.base[index], column: column)
      }
      return
    }
    gatherAhead(window, stride: rows * inputSize, into: ahead) { index, _ in storage.base[index] }
    let first = windows.firstRow(window)
    let padding = first - windows.start(window)
    var source = UnsafePointer(storage.base) + first * columns
    for row in 0..<windows.length {
      for column in 0..<inputSize { target[column] = source[column] }
      if row >= padding { source += columns }
      target += rows * inputSize
    }
  }

  /// The rows to come, where columns are known ahead.
  @inline(__always)
  private func gatherAhead(
    _ window: Int, stride: Int, into batch: UnsafeMutablePointer<Float>,
    value: (_ index: Int, _ column: Int) -> Float
  ) {
    let last = windows.lastRow(window)
    for row in 0..<sight.ahead {
      for column in 0..<inputSize {
        let place = last - sight.back(-1 - row, column)
        batch[row * stride + column] = value(place * columns + column, column)
      }
    }
  }

  /// The same from the unscaled values.
  private func gatherInFile(
    _ window: Int, rows: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    source.noteRange(count: windows.length * columns)
    let first = windows.firstRow(window)
    let padding = first - windows.start(window)
    var values = UnsafePointer(source.base) + first * columns
    var target = batch
    for row in 0..<windows.length {
      for column in 0..<inputSize { target[column] = scaler.scale(values[column], column: column) }
      if row >= padding { values += columns }
      target += rows * inputSize
    }
  }

  public func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
    let window = range.lowerBound + sample
    if let recipe {
      let last = windows.lastRow(window)
      recipe.aim(
        dataset.past(window, recipe), window: windows.length, ahead: windows.ahead,
        actual: { ahead, target in
          dataset.seen.value(row: last + ahead, column: targets[target])
        }, into: row)
      return
    }
    var row = row
    for place in windows.targetRows(window) {
      if let storage {
        let values = storage.base + place * columns
        for index in 0..<targets.count { row[index] = values[targets[index]] }
      } else {
        source.noteRange(count: targets.count)
        let values = source.base + place * columns
        for index in 0..<targets.count {
          row[index] = scaler.scale(values[targets[index]], column: targets[index])
        }
      }
      row += targets.count
    }
  }

  public var hasWeights: Bool { !dataset.series.filled.isEmpty }

  /// Zero for a window that rests on filled values.
  public func weight(of sample: Int) -> Float {
    dataset.isMeasured(range.lowerBound + sample) ? 1 : 0
  }

  /// Cost: one pass over the series for its fingerprint.
  public func identity() -> [IdentityItem] {
    let series = dataset.series
    func list(_ columns: some Sequence<Int>) -> String {
      columns.map { series.columns[$0] }.joined(separator: ", ")
    }
    var hash = FNV1a()
    for value in dataset.scaler.offsets + dataset.scaler.scales { hash.combine(value.bitPattern) }
    var items = [
      IdentityItem("number of rows", series.rows),
      IdentityItem("input columns", list(series.inputColumns)),
      IdentityItem("target columns", list(series.targetColumns)),
      IdentityItem("fingerprint of the data", FNV1a.digits(of: series.fingerprint)),
      IdentityItem("horizon", windows.horizon),
      IdentityItem("scaling", dataset.scaler.scaling.rawValue),
      IdentityItem("scaler", hash.digits),
    ]
    // Told where there are any, so that trainings of earlier versions go on.
    if let recipe { items.append(IdentityItem("recipe", recipe.digits)) }
    if let scales = dataset.scales, let panel = series.panel {
      items.append(IdentityItem("number of series", panel.count))
      items.append(IdentityItem("scales of the series", scales.digits))
    }
    if windows.steps > 1 { items.append(IdentityItem("rows predicted", windows.steps)) }
    if !series.futureColumns.isEmpty {
      items.append(IdentityItem("columns known ahead", list(series.futureColumns)))
    }
    if series.runs.count > 1 { items.append(IdentityItem("runs of rows", series.runs.count)) }
    if hasWeights { items.append(IdentityItem("filled values", series.filled.count)) }
    return items
  }

  public var part: String {
    range.isEmpty ? "none" : "\(range.lowerBound + 1) to \(range.upperBound)"
  }

  public func sharesData(with other: any SampleSource) -> Bool {
    guard let other = other as? WindowSource else { return false }
    return source === other.source && windows == other.windows && targets == other.targets
      && dataset.scaler == other.dataset.scaler && dataset.scales == other.dataset.scales
      && recipe == other.recipe
  }
}

extension WindowSet {
  /// The same windows for a trainer.
  public var source: WindowSource { WindowSource(self) }
}
