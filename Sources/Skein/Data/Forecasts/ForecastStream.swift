import KernelInterface

/// A series that comes one reading at a time, and a prediction for each as soon as it is there.
///
/// Each prediction is made from the last readings, so it has the bits of `Forecaster.predictions` for the
/// same rows. Not for several threads at once.
public final class ForecastStream {
  public let preparation: Preparation
  private let predictor: Predictor
  /// [rows, columns]: the last readings, at most `preparation.reach` of them.
  private var rows: [Double] = []
  /// [T, I]
  private var window: [Float]
  /// Readings so far.
  public private(set) var readings = 0

  /// - Throws: `KernelError` for a bad `SKEIN_ISA`, `ModelError.readsTokens` for a model that does,
  ///   `ForecastError.noFuture` for one that has to know columns ahead and `noTimes` for one that looks at the
  ///   calendar, since readings tell nothing of them.
  public convenience init(_ forecaster: Forecaster) throws {
    try Self.check(forecaster)
    let preparation = forecaster.preparation
    guard preparation.future.isEmpty else {
      let features = preparation.calendar.map(\.rawValue)
      if preparation.asked.isEmpty { throw ForecastError.noTimes(features) }
      let names = preparation.asked + features
      throw ForecastError.noFuture(names, rows: preparation.horizon, first: nil)
    }
    self.init(forecaster, kernels: try KernelSelection.preferred())
  }

  /// - Throws: `ModelError.readsTokens` for a model that does.
  package static func check(_ forecaster: Forecaster) throws(ModelError) {
    let architecture = forecaster.model.architecture
    if architecture.vocabulary != nil {
      throw .readsTokens(model: architecture.specification)
    }
  }

  /// - Parameter forecaster: one that `check` has nothing against.
  package init(_ forecaster: Forecaster, kernels: KernelTable) {
    preparation = forecaster.preparation
    predictor = Predictor(forecaster.model, kernels: kernels)
    window = [Float](repeating: 0, count: preparation.window * preparation.inputs.count)
  }

  /// The prediction for the rows up to `preparation.horizon` rows after this reading; nil until there is a
  /// whole window of them.
  ///
  /// - Parameter reading: a number for each of `preparation.inputs`, in their own units.
  /// - Returns: [steps, targets], in their own units.
  public func next(_ reading: [Double]) -> [Double]? {
    let inputs = preparation.inputs.count
    precondition(reading.count == inputs, "\(reading.count) numbers for \(inputs) inputs")
    let columns = preparation.scaler.columns.count
    if rows.count == preparation.reach * columns { rows.removeFirst(columns) }
    // Nothing looks at targets that are no inputs.
    rows += reading + [Double](repeating: 0, count: columns - inputs)
    readings += 1
    if readings < preparation.window { return nil }
    let values = rows.withUnsafeBufferPointer { rows -> [Double] in
      guard let base = rows.baseAddress else { return [] }
      let count = rows.count / columns
      let past = Past(base + (count - 1) * columns, columns: columns, count: count)
      window.withUnsafeMutableBufferPointer { window in
        if let target = window.baseAddress { preparation.fill(past, into: target) }
      }
      return preparation.restored(predictor.output(of: window), past)
    }
    return values.enumerated().map { place, value in
      preparation.scaler.rounded(
        value, column: preparation.column(ofTarget: place % preparation.targets.count))
    }
  }
}
