import Dispatch

/// How long a prediction takes for one reading after another, on one core.
package struct StreamMeasurement: Sendable {
  /// Microseconds of each reading, ascending.
  package let microseconds: [Double]
  package let worker: WorkerReport

  /// Readings that warm the caches before the first that counts, beyond the first window.
  private static let warmUp = 200

  /// Measures for about `seconds`.
  ///
  /// - Parameter crew: its first worker's place is used.
  /// - Throws: what making a model throws, and `BenchmarkError.interrupted`.
  package init(
    _ problem: BenchmarkProblem, crew: Crew, seconds: Double,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws {
    let dataset = try problem.dataset(steps: 1)
    let model = try Model(problem.architecture, for: dataset)
    let forecaster = try Forecaster(model, trainedOn: dataset)
    try ForecastStream.check(forecaster)
    let series = dataset.series
    let inputs = series.inputColumns
    let times = Locked<[Double]>([])
    let kernels = crew.kernels
    let reports = try crew.limited(to: 1).run { _ in
      let stream = ForecastStream(forecaster, kernels: kernels)
      var taken: [Double] = []
      var row = 0
      let begun = DispatchTime.now().uptimeNanoseconds
      while !isInterrupted() {
        let reading = inputs.map { series.value(row: row % series.rows, column: $0) }
        row += 1
        let start = DispatchTime.now().uptimeNanoseconds
        let answer = stream.next(reading)
        let end = DispatchTime.now().uptimeNanoseconds
        guard answer != nil, row > stream.preparation.window + Self.warmUp else { continue }
        taken.append(Double(end - start) / 1e3)
        if Double(end - begun) >= seconds * 1e9, taken.count >= 10 { break }
      }
      let own = taken
      times.withLock { $0 = own }
    }
    if isInterrupted() { throw BenchmarkError.interrupted }
    microseconds = times.withLock { $0.sorted() }
    worker = reports[0]
  }

  /// The time that a fraction of the readings does not exceed.
  package func percentile(_ fraction: Double) -> Double {
    let last = microseconds.count - 1
    return microseconds[min(last, Int((fraction * Double(last)).rounded(.up)))]
  }
}

/// What `skein bench --inference --stream --json` writes.
package struct StreamReport: Sendable, Codable, Equatable {
  package var skein = SkeinVersion.current
  package var model: String
  package var inputSize: Int
  package var sequenceLength: Int
  package var isa: String
  package var processors: [Int]
  package var readings: Int
  package var p50Microseconds: Double
  package var p90Microseconds: Double
  package var p99Microseconds: Double
  package var p999Microseconds: Double
  package var maximumMicroseconds: Double

  package init(_ measurement: StreamMeasurement, problem: BenchmarkProblem, isa: String) {
    model = problem.architecture.specification
    inputSize = problem.inputSize
    sequenceLength = problem.sequenceLength
    self.isa = isa
    processors = Array(measurement.worker.obtained ?? measurement.worker.processors)
    readings = measurement.microseconds.count
    p50Microseconds = measurement.percentile(0.5)
    p90Microseconds = measurement.percentile(0.9)
    p99Microseconds = measurement.percentile(0.99)
    p999Microseconds = measurement.percentile(0.999)
    maximumMicroseconds = measurement.percentile(1)
  }
}
