import ArgumentParser
import Skein
import Topology

/// What `skein bench` measures, and on how many workers.
struct BenchOptions: ParsableArguments {
  /// The shapes that have a name.
  enum Preset: String, CaseIterable, ExpressibleByArgument {
    case reference, medium, large, sweep
  }

  @Option(
    help: ArgumentHelp(
      "A shape to start from; sweep measures many, one after the other (default: reference)."))
  var preset: Preset?

  @Option(
    help: ArgumentHelp(
      "Layers, first to last (default: those of the preset).", valueName: "layers"),
    completion: .layers)
  var model: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Columns of the input (default: those of the preset)."))
  var inputSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Time steps of a window (default: those of the preset)."))
  var sequenceLength: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Windows in a step (default: those of the preset)."))
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Numbers of workers to compare, or auto: 1, 2, 4 and so on up to one a core.",
      valueName: "n,…|auto"))
  var workers = "auto"

  /// Several placements are compared.
  @OptionGroup var place: PlacementOptions

  @OptionGroup var team: TeamOption

  @Option(
    help: ArgumentHelp(
      "The instructions of the kernels: auto, avx512, avx2 or baseline (default: SKEIN_ISA, or auto)."
    ), completion: .list(["auto", "avx512", "avx2", "baseline"]))
  var isa: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "About how long to measure each number of workers (default: 3, in a sweep 0.5)."))
  var seconds: Double?

  @OptionGroup var tracing: TraceOptions

  @OptionGroup var pairing: PairOptions

  @Flag(help: "Measure predictions instead of training steps.")
  var inference = false

  @Flag(
    help: ArgumentHelp(
      "With --inference: measure how long a single reading waits for its prediction, on one core."))
  var stream = false

  @Option(
    help: ArgumentHelp(
      "How the batch follows the workers: strong keeps it, weak gives each worker its own; also"
        + " draws scaling.svg."))
  var scaling: BenchmarkRun.Scaling?

  var secondsPerCrew: Double { seconds ?? (preset == .sweep ? 0.5 : 3) }

  /// One shape, or those of the sweep.
  ///
  /// - Throws: `UsageError`, `ModelError` or `SettingsError`.
  func problems() throws -> [BenchmarkProblem] {
    if let seconds, !(seconds > 0 && seconds <= 3600) {
      throw UsageError("seconds cannot be \(seconds); give a number above 0 and up to 3600")
    }
    if preset == .sweep {
      if model != nil || inputSize != nil || sequenceLength != nil || batchSize != nil {
        throw UsageError("a sweep has its own shapes; leave out --preset sweep to give one")
      }
      if scaling != nil {
        throw UsageError("a sweep has no scaling chart; leave out --preset sweep or --scaling")
      }
      return try BenchmarkProblem.sweep(inference: inference).map(\.problem)
    }
    let named = preset.flatMap { BenchmarkProblem.Preset(rawValue: $0.rawValue) } ?? .reference
    let base = try BenchmarkProblem(preset: named, inference: inference)
    let architecture = try model.map { try Sequential(specification: $0) } ?? base.architecture
    return [
      try BenchmarkProblem(
        architecture, inputSize: inputSize ?? base.inputSize,
        sequenceLength: sequenceLength ?? base.sequenceLength,
        batchSize: batchSize ?? base.batchSize, inference: inference)
    ]
  }

  /// The worker counts asked for, ascending and each once; nil for `auto`.
  func counts() throws(UsageError) -> [Int]? { try WorkerCounts.parsed(workers) }
}

/// A list of worker counts as people give it.
enum WorkerCounts {
  /// The counts, ascending and each once; nil for `auto`.
  static func parsed(_ text: String) throws(UsageError) -> [Int]? {
    if text == "auto" { return nil }
    var counts: Set<Int> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let count = Int(word), (1...Machine.maximumWorkers).contains(count) else {
        throw UsageError(
          "workers cannot be '\(text)'; give numbers from 1 to \(Machine.maximumWorkers) such as"
            + " 1,2,4, or auto")
      }
      counts.insert(count)
    }
    return counts.sorted()
  }
}

extension BenchmarkRun.Scaling: ExpressibleByArgument {}
