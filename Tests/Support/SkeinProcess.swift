import Foundation

/// A `skein`, or a script that starts one, beside the test: to be killed, stopped or waited for.
///
/// Invariant: the process is waited for exactly once.
package final class SkeinProcess {
  /// How a process ended.
  package enum End: Equatable {
    case exited(Int32)
    case killed(by: Int32)
  }

  /// What a process left behind.
  package struct Outcome {
    package var end: End
    package var output: String
    package var errors: String

    package var succeeded: Bool { end == .exited(0) }

    /// The exit code; 128 and the signal's number for a process that a signal ended, as shells say.
    package var code: Int32 {
      switch end {
      case .exited(let code): code
      case .killed(let signal): 128 + signal
      }
    }
  }

  /// What kept a test from watching its process.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// The program lies beside the test bundle, which is the running program itself.
  package static let program: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let folders = [tests, CommandLine.arguments[0], Bundle.main.bundlePath].map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().path
    }
    let candidates = folders.map { $0 + "/skein" }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? candidates[0]
  }()

  package let identifier: pid_t
  private let folder: ScratchFolder
  private let outputName = ".output-\(UUID().uuidString)"
  private let errorsName = ".errors-\(UUID().uuidString)"

  /// Starts a shell script in `folder`, in which `$SKEIN` is the program.
  ///
  /// Not by Foundation's `Process`, whose run loop waits badly beside other tests.
  ///
  /// - Parameters:
  ///   - arguments: `$1`, `$2` and so on.
  ///   - environment: added to that of the tests, without the choice of an instruction set.
  package init(
    script: String, arguments: [String] = [], in folder: ScratchFolder,
    environment: [String: String] = [:]
  ) throws {
    self.folder = folder
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let (output, errors) = (folder.path(outputName), folder.path(errorsName))
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
    // Under nohup, or in a script's background, the tests would pass ignored signals on.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var variables = ProcessInfo.processInfo.environment.filter { $0.key != "SKEIN_ISA" }
    variables["SKEIN"] = Self.program
    variables["XDG_CACHE_HOME"] = folder.path(".cache")
    variables.merge(environment) { $1 }
    // Glibc shows the function that changes the folder to GNU sources only, so the shell does it.
    let words = ["/bin/sh", "-c", "cd \"$0\" && { \(script)\n}", folder.root] + arguments
    var strings = words.map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in strings + settings { free(text) } }
    var process = pid_t()
    let failure = posix_spawn(&process, words[0], &actions, &attributes, &strings, &settings)
    if failure != 0 {
      throw Failure(description: "no shell: \(String(cString: strerror(failure)))")
    }
    identifier = process
  }

  /// Starts `skein` in `folder`.
  ///
  /// - Parameters:
  ///   - line: its arguments, as a shell reads them.
  ///   - setup: a shell command before it, such as `ulimit -f 8`.
  package convenience init(_ line: String, in folder: ScratchFolder, setup: String = ":") throws {
    // The streams are open before a limit on file sizes applies, and stay small.
    try self.init(script: "\(setup) && exec \"$SKEIN\" \(line)", in: folder)
  }

  package func send(_ signal: Int32) { kill(identifier, signal) }

  package func wait() throws -> Outcome {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7F
    return Outcome(
      end: signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(by: signal),
      output: try take(outputName), errors: try take(errorsName))
  }

  /// The text of a file, which is removed.
  private func take(_ name: String) throws -> String {
    defer { try? folder.remove(name) }
    return try folder.text(name)
  }

  /// Runs `skein` to its end.
  package static func run(
    _ line: String, in folder: ScratchFolder, setup: String = ":"
  ) throws -> Outcome {
    try SkeinProcess(line, in: folder, setup: setup).wait()
  }

  /// Whether the process has a handler for a signal. So has the shell that starts it, for `SIGINT`.
  package func catches(_ signal: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
      let mask = UInt64(line.dropFirst(7).drop { $0 == "\t" || $0 == " " }, radix: 16)
    else { return false }
    return mask >> UInt64(signal - 1) & 1 == 1
  }

  /// Waits until the program watches for each signal that stops a training, which it then begins.
  package func waitUntilItTrains() throws {
    try waitUntil({ [SIGINT, SIGTERM, SIGHUP].allSatisfy(catches) }, "the program trains")
  }

  /// Whether it has ended, though nobody has waited for it yet.
  package var hasEnded: Bool {
    var information = siginfo_t()
    let options = WEXITED | WNOHANG | WNOWAIT
    return waitid(P_PID, id_t(identifier), &information, options) == 0
      && information.si_signo == SIGCHLD
  }

  /// Waits for something to become true, for at most two minutes.
  package func waitUntil(_ condition: () -> Bool, _ what: String) throws {
    for _ in 0..<120_000 {
      if condition() { return }
      usleep(1000)
    }
    send(SIGKILL)
    _ = try wait()
    throw Failure(description: "not within two minutes: \(what)")
  }
}
