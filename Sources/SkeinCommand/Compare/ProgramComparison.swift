import Foundation
import Skein
import Topology

/// Another program and this one, each started anew for every measurement, in turn.
struct ProgramComparison {
  let options: BenchOptions
  let problem: BenchmarkProblem
  let candidates: [ComparisonCandidate]
  let against: String

  /// A child's measurement below this is mostly its start.
  private static let shortest = 0.1

  /// What a child's JSON tells.
  private struct Child: Decodable {
    struct Result: Decodable {
      let samplesPerSecond: Double
    }

    struct Bits: Decodable {
      let fingerprints: [String]
    }

    let results: [Result]
    let bits: Bits
  }

  /// - Throws: `CompareError` where a program fails, `BenchmarkError.interrupted`.
  func report(
    notes: [String], progress: (_ round: Int, _ of: Int, String) -> Void
  ) throws -> ComparisonReport {
    guard let own = Bundle.main.executablePath else { throw CompareError.ownProgram }
    // Each candidate in both programs, the other one first: it is the base.
    let all = candidates.flatMap { candidate in
      [against, own].map { program in
        var candidate = candidate
        candidate.program = program
        return candidate
      }
    }
    let count = 20
    let seconds = max(options.secondsPerCrew / Double(count), Self.shortest)
    var fingerprints = [String](repeating: "", count: all.count)
    let watch = ProcessorWatch()
    let rounds = try ComparisonRounds.measured(
      candidates: all.count, rounds: count,
      progress: { progress($0, count, all[$1].name) },
      measure: { index in
        let child = try run(all[index], seconds: seconds)
        fingerprints[index] = child.bits.fingerprints.first ?? ""
        guard let rate = child.results.first?.samplesPerSecond, rate > 0, rate.isFinite else {
          throw CompareError.noResult(program: all[index].program ?? own)
        }
        return rate
      })
    let disturbances =
      watch.activity().map {
        Disturbance.activity($0, others: watch.othersProcessors($0))
      } ?? []
    return ComparisonReport(
      all.indices.map {
        ComparedCandidate(
          all[$0], base: $0 / 2 * 2, fingerprint: fingerprints[$0], workers: [])
      }, rounds: rounds,
      settings: BenchmarkSettings(
        comparing: problem, placements: all.map(\.policy.description), isa: options.isa ?? "auto",
        seconds: options.secondsPerCrew), machine: nil, disturbances: disturbances, notes: notes)
  }

  private func arguments(_ candidate: ComparisonCandidate, seconds: Double) -> [String] {
    var arguments = [
      "bench", "--json", "--quiet", "--model", problem.architecture.specification, "--input-size",
      "\(problem.inputSize)", "--sequence-length", "\(problem.sequenceLength)", "--batch-size",
      "\(problem.batchSize)", "--workers", "\(candidate.workers)", "--placement",
      "\(candidate.policy)", "--seconds", "\(seconds)",
    ]
    if problem.inference { arguments.append("--inference") }
    if let isa = options.isa { arguments += ["--isa", isa] }
    if let team = candidate.team { arguments += ["--team", "\(team)"] }
    let limits = options.place.limits
    // As they were given: an older program may not know them, and is not asked then.
    for (name, value) in [
      ("exclude", limits.exclude), ("leave", limits.leave.map(String.init)),
      ("cores", limits.cores?.rawValue), ("split", limits.split), ("like", limits.like),
    ] {
      if let value { arguments += ["--\(name)", value] }
    }
    return arguments
  }

  private func run(_ candidate: ComparisonCandidate, seconds: Double) throws -> Child {
    if StopSignals.isRequested { throw BenchmarkError.interrupted }
    let program = candidate.program ?? against
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments(candidate, seconds: seconds)
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw CompareError.failed(program: program, message: "it cannot be started")
    }
    // Quiet, it writes at most a few lines to the other stream, which fit in the pipe.
    let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    let complaint = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    if StopSignals.isRequested { throw BenchmarkError.interrupted }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let lines = String(decoding: complaint, as: UTF8.self).split(separator: "\n")
      throw CompareError.failed(
        program: program,
        message: lines.last.map(String.init) ?? "exit code \(process.terminationStatus)")
    }
    guard let child = try? JSONDecoder().decode(Child.self, from: data) else {
      throw CompareError.noResult(program: program)
    }
    return child
  }
}

/// Why programs could not be compared.
enum CompareError: Error, CustomStringConvertible {
  case ownProgram
  case failed(program: String, message: String)
  case noResult(program: String)

  var description: String {
    switch self {
    case .ownProgram:
      "the system does not tell where this program is, so it cannot be started again"
    case .failed(let program, let message):
      "\(TerminalText.plain(program)) bench failed: \(TerminalText.plain(message))"
    case .noResult(let program):
      "\(TerminalText.plain(program)) bench wrote no result; it may be another program than skein"
    }
  }
}
