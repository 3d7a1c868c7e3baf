import Foundation
import Support
import Testing

/// The program under test, run to its end.
enum SkeinProgram {
  typealias Outcome = SkeinProcess.Outcome

  /// Runs `skein` with the arguments of a command line without quotes.
  static func run(
    _ line: String, in folder: ScratchFolder, environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(
      line.split(separator: " ").map(String.init), in: folder, environment: environment)
  }

  static func run(
    _ arguments: [String], in folder: ScratchFolder, environment: [String: String] = [:]
  ) throws -> Outcome {
    try SkeinProcess(
      script: "exec \"$SKEIN\" \"$@\"", arguments: arguments, in: folder, environment: environment
    ).wait()
  }

  /// Runs a shell script in which `$SKEIN` is the program.
  static func shell(_ script: String, in folder: ScratchFolder) throws -> Outcome {
    try SkeinProcess(script: script, in: folder).wait()
  }
}

extension SkeinProcess.Outcome {
  /// The lines of standard error.
  var errorLines: [Substring] { errors.split(separator: "\n") }

  /// The results in a `run.json` on standard output.
  func results() throws -> [String: Any] {
    try #require(try json()["results"] as? [String: Any])
  }

  /// The one JSON object on standard output.
  func json() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    return try #require(value as? [String: Any])
  }
}
