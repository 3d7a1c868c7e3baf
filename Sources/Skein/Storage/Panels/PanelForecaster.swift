import Hashing

/// Says what follows each of many series, in its own units.
package struct PanelForecaster: Sendable {
  package let forecaster: Forecaster
  private let known: RunPanel
  private let places: [String: Int]
  private let quantiles: ForecastQuantiles?
  private let far: FarErrors?

  /// - Parameters:
  ///   - known: the series that trained the model.
  ///   - quantiles: what is told beside the intervals.
  ///   - far: what is told around rows that rest on predictions; nil for nothing.
  init(
    _ forecaster: Forecaster, _ known: RunPanel, quantiles: ForecastQuantiles? = nil,
    far: FarErrors? = nil
  ) {
    self.far = far
    self.quantiles = quantiles
    self.forecaster = forecaster
    self.known = known
    places = known.places
  }

  /// A series as the training knew it; nil for one that is new.
  package func member(_ name: String) -> RunPanel.Member? { places[name].map { known.members[$0] } }

  /// The rows that follow one of the series; where it has fewer than a window, its first one stands for those
  /// before it. A series that was not in the training is scaled by all rows of the table.
  ///
  /// - Parameters:
  ///   - own: the series, or its first rows, as a table of its own.
  ///   - coming: what is known ahead; nil takes what its own table holds.
  /// - Throws: `PanelError.ofSeries`, and what `Forecaster.future` throws.
  package func future(
    of own: Series, steps: Int, coming: ComingRows? = nil
  ) throws -> FutureRows {
    try scaled(own, coming) { scale, series, coming in
      var told = try forecaster.future(
        series, steps: steps, coming: coming, quantiles: quantiles, pads: true)
      if let far {
        told = told.completed(
          far, ForecastBands(intervals: forecaster.intervals, quantiles: quantiles))
      }
      scale.restore(&told, member: 0, targets: own.targetColumns, columns: own.columns.count)
      return told
    }
  }

  /// Courses that one of the series may take, as `Forecaster.paths`; those of different series are drawn
  /// independently of each other, by their names.
  ///
  /// - Parameters: as of `future` and `Forecaster.paths`.
  /// - Returns: [count] of [steps, targets], in the targets' units.
  /// - Throws: what they throw.
  package func paths(
    of own: Series, steps: Int, count: Int, seed: UInt64, coming: ComingRows? = nil
  ) throws -> [[Double]] {
    var hash = FNV1a()
    hash.combine(seed)
    for byte in own.name.utf8 { hash.combine(byte) }
    return try scaled(own, coming) { scale, series, coming in
      var paths = try forecaster.paths(
        series, steps: steps, count: count, seed: hash.value, coming: coming, pads: true)
      for path in paths.indices {
        scale.restore(
          &paths[path], member: 0, targets: own.targetColumns, columns: own.columns.count)
      }
      return paths
    }
  }

  /// Calls `body` with one of the series, and what is known ahead of it, in its own scale.
  private func scaled<Result>(
    _ own: Series, _ coming: ComingRows?,
    _ body: (PanelScales, Series, ComingRows?) throws -> Result
  ) throws -> Result {
    let alone = Panel(column: nil, names: [own.name], rows: [0..<own.rows])
    let scale = known.scales(of: alone, in: own, runs: [[0..<own.rows]], places)
    do {
      return try body(
        scale, scale.scaled(own, alone),
        (coming ?? own.coming).map { scale.scaled($0, member: 0, columns: own.columns) })
    } catch let error as ForecastError {
      throw PanelError.ofSeries(own.name, error)
    }
  }
}
