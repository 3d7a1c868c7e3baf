import Topology

/// What other programs did while the tuner measured: a choice that was made beside them holds for
/// nothing but their company.
package struct TuningLoad: Sendable {
  /// Processors that they kept busy of those that may be used; nil where the system does not tell.
  package let processors: Double?
  /// The busiest of them, for people.
  package let names: [String]
  private let allowed: CPUSet

  package init(processors: Double?, names: [String] = [], allowed: CPUSet) {
    self.processors = processors
    self.names = names
    self.allowed = allowed
  }

  /// - Parameter watch: made before the measurement.
  package init(since watch: ProcessorWatch, on machine: Machine) {
    let others = watch.others(on: machine.allowedProcessors)
    let busiest = others?.processes.prefix(3).filter { $0.share >= 0.05 } ?? []
    self.init(
      processors: others?.processors,
      names: busiest.map { "\($0.name) (process \($0.identifier))" },
      allowed: machine.allowedProcessors)
  }

  /// What a machine does anyway: a tenth of a processor, or a hundredth of them all.
  package static func most(of processors: CPUSet) -> Double {
    max(BenchmarkWarnings.busyProcessors, 0.01 * Double(processors.count))
  }

  package var isBusy: Bool { processors.map { $0 > Self.most(of: allowed) } ?? false }

  /// “other programs kept 1.2 processors busy meanwhile, such as sh (process 7)”.
  package var sentence: String {
    let share = Diagnosis.amount((10 * (processors ?? 0)).rounded() / 10)
    let who = names.isEmpty ? "" : ", such as \(Diagnosis.list(names))"
    return
      "other programs kept \(share) \(share == "1" ? "processor" : "processors") busy meanwhile\(who)"
  }
}
