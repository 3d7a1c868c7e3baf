/// Says what follows each of many series, in its own units.
package struct PanelForecaster: Sendable {
  package let forecaster: Forecaster
  private let known: RunPanel
  private let places: [String: Int]

  /// - Parameter known: the series that trained the model.
  package init(_ forecaster: Forecaster, _ known: RunPanel) {
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
    let width = own.columns.count
    let alone = Panel(column: nil, names: [own.name], rows: [0..<own.rows])
    let scale = known.scales(of: alone, in: own, runs: [[0..<own.rows]], places)
    var told: FutureRows
    do {
      told = try forecaster.future(
        scale.scaled(own, alone), steps: steps,
        coming: (coming ?? own.coming).map {
          scale.scaled($0, member: 0, columns: own.columns)
        }, pads: true)
    } catch let error as ForecastError {
      throw PanelError.ofSeries(own.name, error)
    }
    scale.restore(&told.values, member: 0, targets: own.targetColumns, columns: width)
    scale.restore(&told.bounds, member: 0, targets: own.targetColumns, columns: width)
    return told
  }
}
