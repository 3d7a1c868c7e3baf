import ArgumentParser

/// Levels in per cent, separated by commas, or `none`.
struct IntervalLevels: ExpressibleByArgument {
  /// Rising, each once.
  let levels: [Double]

  init?(argument: String) {
    if argument == "none" {
      levels = []
      return
    }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, numbers.allSatisfy(\.isFinite) else { return nil }
    levels = Set(numbers).sorted()
  }
}
