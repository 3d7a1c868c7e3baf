import Foundation
import Support
import Testing

/// A `skein` that ran under `SyscallFaults`, which has disturbed one of its system calls.
struct TracedRun {
  /// The tool lies beside the program, on Linux.
  static let tool = URL(fileURLWithPath: SkeinProcess.program).deletingLastPathComponent()
    .appendingPathComponent("SyscallFaults").path

  /// Which calls are counted.
  struct Counted {
    /// Calls of these names; nil for all calls on files.
    var only: String?
    /// Calls on files at or below this path in the folder of the test; nil for all.
    var below: String?
  }

  let outcome: SkeinProcess.Outcome
  /// Each counted call that was begun, with its paths.
  let calls: [String]

  /// Runs `skein` to its end, for half a minute at most.
  ///
  /// - Parameter line: its arguments, as a shell reads them.
  init(
    _ line: String, in folder: ScratchFolder, _ disturbance: Disturbance = .none,
    counting counted: Counted = Counted()
  ) throws {
    let script = """
      exec timeout -s KILL 30 "$1" --report .calls \(Self.options(counted)) \
        \(disturbance.options) -- "$SKEIN" \(line)
      """
    outcome = try SkeinProcess(script: script, arguments: [Self.tool], in: folder).wait()
    calls = try folder.lines(".calls")
    try folder.remove(".calls")
  }

  private static func options(_ counted: Counted) -> String {
    (counted.only.map { "--only \($0)" } ?? "")
      + (counted.below.map { " --below \"$PWD/\($0)\"" } ?? "")
  }

  /// The call that was disturbed.
  func call(_ number: Int) -> String {
    calls.indices.contains(number - 1) ? calls[number - 1] : "no call"
  }

  /// What is wrong with how a command ended: it must succeed, or say in one sentence why not.
  ///
  /// Warnings and notes may come before.
  ///
  /// - Parameter isMute: standard error may have failed as well, so that nothing could be said.
  static func fault(_ outcome: SkeinProcess.Outcome, isMute: Bool = false) -> String? {
    let lines = outcome.errors.split(separator: "\n").filter {
      !$0.hasPrefix("skein: warning: ") && !$0.hasPrefix("skein: note: ")
    }
    switch outcome.end {
    case .exited(0): return nil
    case .exited(1) where isMute && lines.isEmpty: return nil
    case .exited(1):
      let isSentence = lines.count == 1 && lines[0].hasPrefix("skein: ") && lines[0].hasSuffix(".")
      return isSentence ? nil : "not one sentence: \(outcome.errors)"
    default: return "\(outcome.end): \(outcome.errors)"
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Needs a program that another one may stop at its system calls.
  static var tracesTheProcess: Self {
    .enabled("nothing to trace system calls with") {
      guard !Sanitizer.isPresent, FileManager.default.isExecutableFile(atPath: TracedRun.tool)
      else { return false }
      let folder = try ScratchFolder()
      return try TracedRun("--version", in: folder).outcome.succeeded
    }
  }
}
