import ArgumentParser
import Skein

/// Quantiles, separated by commas.
struct QuantileOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Quantiles in place of intervals, such as 0.05,0.5,0.95, learnt from the validation part of the run's"
        + " own data.", valueName: "q,…"))
  var quantiles: QuantileList?

  /// - Throws: `UsageError` where they are asked of a run of another task.
  func refuse(_ run: String) throws(UsageError) {
    if quantiles != nil {
      throw UsageError("--quantiles are those of numbers, and \(run) tells classes")
    }
  }

  /// Learns them; nil where none were asked for.
  ///
  /// - Throws: what `StoredRun.quantiles` throws.
  func learnt(_ stored: StoredRun) throws -> ForecastQuantiles? {
    try quantiles.map { try stored.quantiles($0.all) }
  }
}

/// Numbers above 0 and below 1.
struct QuantileList: ExpressibleByArgument {
  /// Rising, each once.
  let all: [Double]

  /// More are a slip of the pen.
  private static let most = 100

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, numbers.allSatisfy({ $0 > 0 && $0 < 1 }),
      numbers.count <= Self.most
    else { return nil }
    all = Set(numbers).sorted()
  }
}
