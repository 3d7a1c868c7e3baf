import KernelInterface

/// A series that comes one reading at a time, and a prediction for each as soon as it is there.
///
/// Each prediction is made from the last window of readings, so it has the bits of `Forecaster.predictions`
/// for the same rows. Not for several threads at once.
public final class ForecastStream {
  public let preparation: Preparation
  private let predictor: Predictor
  /// [T, I]: the last readings, scaled.
  private var window: [Float]
  /// Of the scaler, for each target.
  private let targetColumns: [Int]
  /// Readings so far.
  public private(set) var readings = 0

  /// - Throws: `KernelError` for a bad `SKEIN_ISA`.
  public convenience init(_ forecaster: Forecaster) throws {
    self.init(forecaster, kernels: try KernelSelection.preferred())
  }

  package init(_ forecaster: Forecaster, kernels: KernelTable) {
    preparation = forecaster.preparation
    predictor = Predictor(forecaster.model, kernels: kernels)
    window = [Float](repeating: 0, count: preparation.window * preparation.inputs.count)
    let columns = preparation.scaler.columns
    targetColumns = preparation.targets.map { columns.firstIndex(of: $0) ?? 0 }
  }

  /// The prediction for the row `preparation.horizon` rows after this reading; nil until there is a whole
  /// window of them.
  ///
  /// - Parameter reading: a number for each of `preparation.inputs`, in their own units.
  /// - Returns: a number for each of `preparation.targets`, in their own units.
  public func next(_ reading: [Double]) -> [Double]? {
    let inputs = preparation.inputs.count
    precondition(reading.count == inputs, "\(reading.count) numbers for \(inputs) inputs")
    window.removeFirst(inputs)
    for (column, value) in reading.enumerated() {
      window.append(preparation.scaler.scale(value, column: column))
    }
    readings += 1
    if readings < preparation.window { return nil }
    return zip(predictor.predict(window), targetColumns).map {
      preparation.scaler.shortest($0, column: $1)
    }
  }
}
