/// What disturbs a comparison so much that nothing can be concluded, one sentence each.
package enum Disturbance {
  /// - Parameters:
  ///   - rounds: what was measured; none is judged by fewer than four rounds.
  ///   - names: of the candidates.
  package static func scatter(_ rounds: ComparisonRounds, names: [String]) -> [String] {
    zip(rounds.rates, names).compactMap { rates, name in
      guard rates.count >= 4, let quartiles = Quartiles(rates),
        quartiles.spread > BenchmarkWarnings.noisySpread
      else { return nil }
      return "The rounds of \(name) scatter: their middle half is spread over"
        + " \(NumberText.percent(quartiles.spread)) of the median."
    }
  }

  /// - Parameter others: processors that others kept busy on average.
  package static func activity(_ activity: ProcessorActivity, others: Double) -> [String] {
    var sentences: [String] = []
    let stolen = activity.loads.reduce(0) { $0 + $1.stolen }
    if stolen > BenchmarkWarnings.busyProcessors {
      sentences.append(
        "The hypervisor gave \(amount(stolen)) processors' time to others meanwhile.")
    }
    guard others - stolen > BenchmarkWarnings.busyProcessors else { return sentences }
    let busiest = activity.processes.prefix(3).filter { $0.share >= 0.02 }.map {
      "\($0.name) (process \($0.identifier), \(NumberText.percent($0.share)) on processor"
        + " \($0.processor))"
    }
    let names = busiest.isEmpty ? "" : ": " + busiest.joined(separator: ", ")
    sentences.append(
      "Other programs kept \(amount(others - stolen)) processors busy meanwhile\(names).")
    return sentences
  }

  /// Workers that ran where they were not meant to.
  package static func strays(_ workers: [WorkerReport], name: String) -> [String] {
    let strays = workers.filter { !$0.landed }
    guard let first = strays.first else { return [] }
    return [
      "With \(name), \(NumberText.count(strays.count, "worker")) did not run where the placement"
        + " wanted: \(first)."
    ]
  }

  private static func amount(_ processors: Double) -> String {
    NumberText.significant(processors, digits: 2)
  }
}
