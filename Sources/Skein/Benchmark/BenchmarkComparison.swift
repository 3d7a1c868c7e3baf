import Foundation

/// Two measurements of the same thing, and whether the later one is slower.
package struct BenchmarkComparison: Sendable, Equatable {
  /// One worker count of one shape.
  package struct Line: Sendable, Equatable {
    package var subject: String
    package var workers: Int
    package var base: Quartiles
    package var now: Quartiles

    /// How many times the base's time it takes now.
    package var ratio: Double { now.median / base.median }
    package var isRegression: Bool { BenchmarkComparison.isSlower(now, than: base) }
  }

  /// What the quartiles measure.
  package enum Measure: Sendable, Equatable {
    /// Milliseconds of a step.
    case time
    /// A step's time over the time at the machine's peak: what two machines have in common.
    case timeAtPeak
  }

  package var measure: Measure
  package var lines: [Line]
  package var regressions: [Line] { lines.filter(\.isRegression) }

  /// Slower beyond the noise: the middle halves do not touch, and the medians differ by more than
  /// two hundredths, as they may from one start of a program to the next.
  package static func isSlower(_ now: Quartiles, than base: Quartiles) -> Bool {
    now.lower > base.upper && now.median > base.median * 1.02
  }

  /// - Parameter path: of the base, for messages.
  /// - Throws: `ComparisonError.nothingInCommon` when no shape and worker count is in both.
  package init(
    _ now: [BenchmarkReport], with base: [BenchmarkReport], path: String
  ) throws(ComparisonError) {
    let sameMachine = now.allSatisfy { report in
      base.allSatisfy { $0.machine.topologyHash == report.machine.topologyHash }
    }
    measure = sameMachine ? .time : .timeAtPeak
    lines = []
    for report in now {
      guard let before = base.first(where: { $0.settings.subject == report.settings.subject })
      else { continue }
      for (result, samples) in zip(report.results, report.samples) {
        guard
          let index = before.results.firstIndex(where: { $0.workers == result.workers }),
          index < before.samples.count
        else { continue }
        lines.append(
          Line(
            subject: report.settings.subject, workers: result.workers,
            base: cost(before.samples[index], before.results[index]),
            now: cost(samples, result)))
      }
    }
    if lines.isEmpty {
      throw .nothingInCommon(
        file: path, base: base.map(\.subjectWithWorkers), now: now.map(\.subjectWithWorkers))
    }
  }

  private func cost(_ samples: BenchmarkSamples, _ result: BenchmarkResult) -> Quartiles {
    let time = samples.millisecondsPerStep
    // The median becomes 1 / fraction of peak, and the quartiles keep their distance from it.
    return measure == .time
      ? time : time.scaled(by: 1 / (time.median * result.fractionOfPeak))
  }
}

extension BenchmarkReport {
  fileprivate var subjectWithWorkers: String {
    "\(settings.subject) on \(results.map { "\($0.workers)" }.joined(separator: ",")) workers"
  }
}

/// Why a comparison cannot be made.
package enum ComparisonError: Error, Equatable {
  case malformed(file: String, problem: String)
  case nothingInCommon(file: String, base: [String], now: [String])
}

extension ComparisonError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .malformed(let file, let problem):
      return "\(TerminalText.plain(file)) is no benchmark that Skein wrote:"
        + " \(TerminalText.plain(problem, limit: 400)); measure again."
    case .nothingInCommon(let file, let base, let now):
      func list(_ subjects: [String]) -> String {
        let shown = subjects.prefix(2).map { TerminalText.plain($0, limit: 400) }
        return subjects.count > 2
          ? "\(shown[0]) and \(subjects.count - 1) more" : shown.joined(separator: " and ")
      }
      return "\(TerminalText.plain(file)) holds \(list(base)), and this is \(list(now)): nothing to"
        + " compare; measure with the options of the base."
    }
  }

  package var errorDescription: String? { description }
}

/// Several shapes, as `--preset sweep` measures them.
package struct BenchmarkSweepReport: Sendable, Codable, Equatable {
  package var sweep: [BenchmarkReport]

  package init(sweep: [BenchmarkReport]) {
    self.sweep = sweep
  }

  /// What `skein bench --json` wrote, for one shape or several.
  ///
  /// - Throws: `FileError`, or `ComparisonError.malformed` for anything else.
  package static func load(path: String) throws -> [BenchmarkReport] {
    let file = try FileReader(path: path)
    // A report of a whole sweep has some hundred kilobytes.
    guard file.count <= 1 << 28 else {
      throw ComparisonError.malformed(file: path, problem: "it has \(file.count) bytes")
    }
    var bytes = [UInt8](repeating: 0, count: file.count)
    try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
    if let sweep = try? RunJSON.value(of: BenchmarkSweepReport.self, from: bytes) {
      return sweep.sweep
    }
    do {
      return [try RunJSON.value(of: BenchmarkReport.self, from: bytes)]
    } catch let error as DecodingError {
      throw ComparisonError.malformed(file: path, problem: problem(error))
    }
  }

  private static func problem(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
      return path.isEmpty ? "the top" : path.joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(place(context)) has no \(key.stringValue)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(place(context)) holds another kind of value"
    default: return "it is no JSON"
    }
  }
}
