import ArgumentParser
import Skein

/// Whether to trace the workers' steps, and how many.
struct TraceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write what each worker did in the last steps, for Perfetto or chrome://tracing, and"
        + " \(TraceFiles.picture) beside it.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var trace: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --trace: how many steps, the last ones (default: 100 of a training; of a benchmark all that"
        + " are measured, up to a million phases).", valueName: "steps"))
  var traceSteps: Int?

  /// - Throws: `UsageError` for options that make no sense.
  func check() throws(UsageError) {
    if let traceSteps, !(1...10_000_000).contains(traceSteps) {
      throw UsageError("trace-steps cannot be \(traceSteps); give a number from 1 to 10000000")
    }
    guard let trace else {
      if traceSteps != nil { throw UsageError("--trace-steps is for --trace FILE; add that") }
      return
    }
    let name = FilePath.name(of: trace)
    if name.isEmpty { throw UsageError("--trace names no file; give one such as trace.json") }
    if name == TraceFiles.picture {
      throw UsageError(
        "--trace writes JSON, and its picture to \(TraceFiles.picture); give another name such as"
          + " trace.json")
    }
  }
}
