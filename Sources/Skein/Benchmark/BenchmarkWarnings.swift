/// Why the figures of a benchmark deserve less trust than they look.
package enum BenchmarkWarnings {
  /// A spread above this is noise: on an idle machine the middle half lies within a few hundredths.
  package static let noisySpread = 0.1
  /// Processors' worth of other work above which a machine is busy.
  package static let busyProcessors = 0.1

  /// One sentence each.
  package static func sentences(
    for report: BenchmarkReport, othersProcessors: Double?
  ) -> [String] {
    var sentences: [String] = []
    if !report.bits.identical {
      sentences.append(
        "The worker counts gave different bits, which is a fault in Skein: please report it with"
          + " this shape and machine.")
    }
    for samples in report.samples {
      let workers = NumberText.count(samples.workers, "worker")
      let within = samples.millisecondsPerStep.spread
      let across = Quartiles(samples.rounds)?.spread ?? 0
      let spread = max(within, across)
      if spread > noisySpread {
        sentences.append(
          "The machine is noisy: with \(workers) the middle half of the"
            + " \(within >= across ? "steps" : "rounds") is spread over \(NumberText.percent(spread)) of the"
            + " median; stop other programs, fix the clock frequency, or measure longer with"
            + " --seconds.")
      }
      let strays = samples.bindings.filter { binding in
        guard let obtained = binding.obtained else { return false }
        return !Set(obtained).isSubset(of: binding.processors)
      }
      if let stray = strays.first {
        sentences.append(
          "With \(workers), \(strays.count) did not run where the placement wanted: worker"
            + " \(stray.worker) was to be on \(stray.processors) and may be on"
            + " \(stray.obtained ?? []).")
      }
    }
    if let othersProcessors, othersProcessors > busyProcessors {
      let share = (othersProcessors * 10).rounded() / 10
      sentences.append(
        "The machine is busy: other programs kept \(share) processors occupied meanwhile; stop them"
          + " for figures that count.")
    }
    return sentences
  }
}
