import Foundation
import Skein

/// A benchmark's report for people.
struct BenchText {
  private let report: BenchmarkReport

  init(_ report: BenchmarkReport) {
    self.report = report
  }

  /// What is about to be measured, and whether the bits are the same.
  static func heading(_ problem: BenchmarkProblem, crews: BenchCrews) -> String {
    let layers = problem.architecture.specification
    let kind = problem.inference ? "prediction" : "training"
    let isa = crews.crews[0].kernels.instructionSet.rawValue
    return "\(kind) of \(layers): input \(problem.inputSize), \(problem.sequenceLength) time steps,"
      + " batch \(problem.batchSize), \(isa)\n"
      + crews.notes.map { "  note: \($0)\n" }.joined()
  }

  static func bits(_ fingerprints: [UInt64], problem: BenchmarkProblem) -> String {
    let what =
      problem.inference
      ? "predictions" : "weights after \(BenchmarkProblem.checkedSteps) steps"
    guard let first = fingerprints.first, Set(fingerprints).count == 1 else {
      return "  bits: the \(what) DIFFER between worker counts\n"
    }
    let hash = String(format: "%016lx", first)
    return fingerprints.count == 1
      ? "  bits: \(what) \(hash)\n"
      : "  bits: \(what) are the same for all worker counts (\(hash))\n"
  }

  var text: String {
    var text = "\n" + table.text + "\n" + phases.text + "\n" + scaling + memory
    text += counters
    text += report.warnings.map { "warning: \($0)\n" }.joined()
    return text
  }

  private var table: TextTable {
    var table = TextTable(header: [
      "workers", "ms/step", "quartiles", "samples/s", "timesteps/s", "GFLOP/s", "of peak",
      "speed-up", "efficiency",
    ])
    for (result, samples) in zip(report.results, report.samples) {
      let quartiles = samples.millisecondsPerStep
      table.append([
        Self.workers(result), NumberText.significant(result.millisecondsPerStep, digits: 4),
        "\(NumberText.significant(quartiles.lower, digits: 4))–"
          + NumberText.significant(quartiles.upper, digits: 4),
        NumberText.rounded(result.samplesPerSecond), NumberText.rounded(result.timestepsPerSecond),
        NumberText.significant(result.gigaflopsPerSecond, digits: 4),
        NumberText.percent(result.fractionOfPeak, decimals: 1),
        String(format: "%.2f", result.speedup),
        NumberText.percent(result.efficiency, decimals: 1),
      ])
    }
    return table
  }

  /// Such as “8, 4 teams of 2”.
  private static func workers(_ result: BenchmarkResult) -> String {
    "\(result.workers)" + (result.teams.map { ", \($0)" } ?? "")
  }

  private var phases: TextTable {
    var table = TextTable(header: [
      "workers", "gather", "forward", "backward", "reduce+Adam+pack", "waiting", "FMA peak",
    ])
    for result in report.results {
      let phases = result.phases
      table.append(
        ["\(result.workers)"]
          + [phases.gather, phases.forward, phases.backward, phases.update, phases.waiting]
          .map { NumberText.percent($0, decimals: 1) }
          + ["\(NumberText.significant(result.peakGigaflopsPerSecond, digits: 4)) GFLOP/s"])
    }
    return table
  }

  private var scaling: String {
    guard let fit = report.fit else { return "" }
    let serial = NumberText.percent(fit.serialFraction, decimals: 2)
    var text = "\(fit.law.rawValue)’s law"
    if fit.law == .universal { text = fit.law.rawValue }
    text += " fits a serial fraction of \(serial)"
    if fit.law == .universal {
      text += " and \(NumberText.percent(fit.pairCost, decimals: 3)) for each pair"
    }
    let last = report.lastUsefulWorkers.map {
      "the last worker that adds half of one worker’s speed is number \(NumberText.grouped($0))"
    }
    return text + "; \(last ?? "it sees no last useful worker")\n"
  }

  /// Of the largest crew.
  private var counters: String {
    var text = CountersText(workers: report.samples.last?.bindings ?? []).text
    if let obstacle = report.noHardwareCounters {
      text += "no cycles, instructions and misses: \(obstacle)\n"
    }
    return text
  }

  private var memory: String {
    zip(report.results, report.samples).map { result, samples in
      let resident = samples.residentBytes.map { bytes in
        "\(NumberText.bytes(bytes)) resident at most"
          + (samples.hugePageBytes.map { ", \(NumberText.bytes($0)) on huge pages" } ?? "")
      }
      return "memory with \(NumberText.count(result.workers, "worker")):"
        + " \(NumberText.bytes(result.workspaceBytes)) of workspace on paper,"
        + " \(resident ?? "resident memory unknown")\n"
    }.joined()
  }
}

/// The shapes of a sweep, a line each.
struct BenchSweepText {
  private static let shapeWidth = 36

  static var header: String {
    line(["shape", "workers", "ms/step", "spread", "samples/s", "GFLOP/s", "of peak", "bits"])
  }

  static func lines(_ report: BenchmarkReport) -> String {
    let settings = report.settings
    let shape =
      "\(settings.model) i\(settings.inputSize) t\(settings.sequenceLength) b\(settings.batchSize)"
    return zip(report.results, report.samples).map { result, samples in
      line([
        shape, "\(result.workers)", NumberText.significant(result.millisecondsPerStep, digits: 4),
        NumberText.percent(samples.millisecondsPerStep.spread),
        NumberText.rounded(result.samplesPerSecond),
        NumberText.significant(result.gigaflopsPerSecond, digits: 4),
        NumberText.percent(result.fractionOfPeak, decimals: 1),
        report.bits.identical ? "same" : "DIFFER",
      ])
    }.joined()
  }

  /// Fixed columns: each line is printed as soon as it is known.
  private static func line(_ cells: [String]) -> String {
    let shape = cells[0].padding(
      toLength: max(shapeWidth, cells[0].count), withPad: " ", startingAt: 0)
    return shape
      + cells.dropFirst().map {
        String(repeating: " ", count: max(10 - $0.count, 1)) + $0
      }.joined() + "\n"
  }
}

/// What a comparison found.
struct BenchComparisonText {
  let comparison: BenchmarkComparison
  let path: String

  var text: String {
    var text = "compared with \(TerminalText.plain(path))"
    if comparison.measure == .timeAtPeak {
      text += ", from another machine, by the fraction of its peak"
    }
    text += ":\n"
    for line in comparison.lines {
      let change = (line.ratio - 1) * 100
      let verdict =
        line.isRegression
        ? "REGRESSION" : line.base.lower > line.now.upper ? "faster" : "within the noise"
      text +=
        "  \(line.subject), \(NumberText.count(line.workers, "worker")):"
        + " \(String(format: "%+.1f", change)) % time, \(verdict)\n"
    }
    return text
  }
}
