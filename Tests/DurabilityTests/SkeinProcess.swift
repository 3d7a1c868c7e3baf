import Foundation
import Testing

/// A `skein` that runs beside the test, to be killed, stopped or waited for.
///
/// Invariant: the process is waited for exactly once.
final class SkeinProcess {
  /// How a process ended.
  enum End: Equatable {
    case exited(Int32)
    case killed(by: Int32)
  }

  struct Outcome {
    var end: End
    var output: String
    var errors: String
    var succeeded: Bool { end == .exited(0) }
  }

  /// The program lies beside the test bundle, which is the running program itself.
  static let program: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let folders = [tests, CommandLine.arguments[0], Bundle.main.bundlePath].map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().path
    }
    let candidates = folders.map { $0 + "/skein" }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? candidates[0]
  }()

  let identifier: pid_t
  private let folder: Scratch
  private let name = UUID().uuidString

  /// Starts `skein` with the words of `line` in `folder`.
  ///
  /// - Parameter setup: a shell command before it, such as `ulimit -f 8`.
  init(_ line: String, in folder: Scratch, setup: String = ":") throws {
    self.folder = folder
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let (output, errors) = (folder.path(".output-\(name)"), folder.path(".errors-\(name)"))
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
    // The streams are open before a limit on file sizes applies, and stay small.
    let script = "cd '\(folder.root)' && \(setup) && exec '\(Self.program)' \(line)"
    let words: [String] = ["/bin/sh", "-c", script]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for text in arguments { free(text) } }
    // Under nohup, or in a script's background, the tests would pass ignored signals on.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var process = pid_t()
    let failure = posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, environ)
    try #require(failure == 0, "sh did not start: \(String(cString: strerror(failure)))")
    identifier = process
  }

  func send(_ signal: Int32) { kill(identifier, signal) }

  func wait() throws -> Outcome {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7F
    return Outcome(
      end: signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(by: signal),
      output: try folder.take(".output-\(name)"), errors: try folder.take(".errors-\(name)"))
  }

  /// Runs `skein` to its end.
  static func run(
    _ line: String, in folder: Scratch, setup: String = ":"
  ) throws -> Outcome {
    try SkeinProcess(line, in: folder, setup: setup).wait()
  }

  /// Whether the process has a handler for a signal: then it trains.
  func catches(_ signal: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
      let mask = UInt64(line.dropFirst(7).drop { $0 == "\t" || $0 == " " }, radix: 16)
    else { return false }
    return mask >> UInt64(signal - 1) & 1 == 1
  }

  /// Whether it has ended, though nobody has waited for it yet.
  var hasEnded: Bool {
    var information = siginfo_t()
    let options = WEXITED | WNOHANG | WNOWAIT
    return waitid(P_PID, id_t(identifier), &information, options) == 0
      && information.si_signo == SIGCHLD
  }

  /// Waits for something to become true, for at most two minutes.
  func waitUntil(_ condition: () -> Bool, _ what: Comment) throws {
    for _ in 0..<120_000 {
      if condition() { return }
      usleep(1000)
    }
    send(SIGKILL)
    _ = try wait()
    Issue.record(what)
  }
}

/// A folder for one test, gone when the test ends.
final class Scratch {
  let root: String

  init() throws {
    root = NSTemporaryDirectory() + "skein-durability-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  func bytes(_ name: String) throws -> [UInt8] {
    // Foundation does not free its buffer for an empty file, which the address sanitizer reports.
    var status = stat()
    if stat(path(name), &status) == 0, status.st_size == 0 { return [] }
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

  func names(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  /// The text of a file, which is removed.
  func take(_ name: String) throws -> String {
    defer { try? remove(name) }
    return String(decoding: try bytes(name), as: UTF8.self)
  }

  /// A table of one column: a wave that does not repeat.
  func writeWave(_ name: String, rows: Int) throws {
    let values = (0..<rows).map { row in
      String(format: "%.4f", Double(row * row % 997) / 997)
    }
    try write(name, "value\n" + values.joined(separator: "\n") + "\n")
  }
}
