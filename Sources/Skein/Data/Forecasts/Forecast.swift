import Foundation

/// Why a series cannot be forecast.
public enum ForecastError: Error, Sendable, Hashable {
  /// Inputs that are not targets have no future values.
  case unknownInputs([String])
  case tooFewRows(rows: Int, needed: Int)
  /// Times are missing shortly before the end.
  case gap(rows: Int, needed: Int)
  /// Nobody knows which series of a table goes on.
  case severalSeries([String])
}

extension ForecastError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .unknownInputs(let columns):
      return "The future of \(TerminalText.names(columns)) is not known, so the model cannot"
        + " be fed its own predictions; train a model whose inputs are its targets."
    case .tooFewRows(let rows, let needed):
      return "A forecast starts from the last \(needed) rows, but there are only \(rows); give"
        + " more data."
    case .gap(let rows, let needed):
      return
        "A forecast starts from the last \(needed) rows, but after the last gap in time there are"
        + " only \(rows); give more data, or fill the gap."
    case .severalSeries(let names):
      return
        "The table holds several series (\(TerminalText.names(names))), and a forecast goes on from"
        + " one; choose it."
    }
  }

  public var errorDescription: String? { description }
}

extension Model {
  /// The values that follow a dataset's last row: each prediction becomes an input of the next one.
  ///
  /// A model of horizon h has a prediction for the next h rows from what is known, and goes on from
  /// those. Returns [steps, targets] in the series' own units. The dataset must be scaled as that of
  /// the training, `Dataset(newSeries, like: data)`, which a `Forecaster` sees to.
  ///
  /// - Throws: `ForecastError` when an input is no target, or there are too few rows.
  public func forecast(_ dataset: Dataset, steps: Int) throws -> [Double] {
    if dataset.inputShape != input {
      throw TrainingError.wrongInput(model: input, data: dataset.inputShape)
    }
    return try forecast(
      dataset.scaledSeries, scaler: dataset.scaler, horizon: dataset.windows.horizon, steps: steps)
  }

  /// The same for a series in its own units, which may have no whole window with its target: the rows
  /// that the model looks at are enough.
  package func forecast(
    _ series: Series, scaler: Scaler, horizon: Int, steps: Int
  ) throws -> [Double] {
    if let names = series.times?.names, names.count > 1 {
      throw ForecastError.severalSeries(names)
    }
    if let length = input.steps, let last = series.runs.last, series.runs.count > 1,
      last.count < length + horizon - 1
    {
      throw ForecastError.gap(rows: last.count, needed: length + horizon - 1)
    }
    return try forecast(scaler.scaled(series), scaler: scaler, horizon: horizon, steps: steps)
  }

  /// The same for a series that was scaled.
  func forecast(
    _ series: ScaledSeries, scaler: Scaler, horizon: Int, steps: Int
  ) throws -> [Double] {
    precondition(steps >= 1, "a forecast of \(steps) steps")
    let inputs = series.inputColumns
    let targets = series.targetColumns
    let places = Dictionary(uniqueKeysWithValues: targets.enumerated().map { ($1, $0) })
    let strangers = inputs.filter { places[$0] == nil }
    if !strangers.isEmpty {
      throw ForecastError.unknownInputs(strangers.map { series.columns[$0] })
    }
    guard let length = input.steps, inputs.count == input.features else {
      throw TrainingError.wrongInput(
        model: input, data: LayerShape(steps: input.steps, features: inputs.count))
    }
    let known = length + horizon - 1
    if series.rows < known {
      throw ForecastError.tooFewRows(rows: series.rows, needed: known)
    }
    // Rows of [targets]; predictions are appended to the last rows that are known.
    var rows = (series.rows - known..<series.rows).map { row in
      targets.map { series.value(row: row, column: $0) }
    }
    let outputs = targets.count
    let inputTargets = inputs.compactMap { places[$0] }
    let compiled = CompiledModel(
      self, kernels: try KernelSelection.preferred(), innerBlock: 512, isTraining: false)
    withSubnormalsFlushed {
      let stepper = ForecastPass(compiled, length: length, inputs: inputTargets)
      for step in 0..<steps {
        let next = stepper.predict(rows[step..<step + length], outputs: outputs)
        rows.append(next)
      }
    }
    let future = rows.suffix(steps)
    return future.flatMap { row in
      row.indices.map { scaler.restore(row[$0], column: targets[$0]) }
    }
  }
}

/// One row through the model, again and again.
private final class ForecastPass {
  private let length: Int
  private let inputs: [Int]
  private let pass: NetworkPass

  init(_ compiled: CompiledModel, length: Int, inputs: [Int]) {
    self.length = length
    self.inputs = inputs
    pass = NetworkPass(compiled, size: .inference(rows: 1))
  }

  func predict(_ rows: ArraySlice<[Float]>, outputs: Int) -> [Float] {
    var at = pass.input.base
    for row in rows {
      for input in inputs {
        at.pointee = row[input]
        at += 1
      }
    }
    let activations = pass.forward(PassContext(rows: 1))
    return (0..<outputs).map { activations.values[$0] }
  }
}
