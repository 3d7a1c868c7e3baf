import Foundation
import Testing

/// The program under test, as the package built it, and what it does when it is started.
enum SkeinProgram {
  /// What a process left behind.
  struct Outcome {
    /// The exit code; 128 and the signal's number for a process that a signal ended, as shells say.
    var code: Int32
    var output: String
    var errors: String

    /// The lines of standard error.
    var errorLines: [Substring] { errors.split(separator: "\n") }

    /// The one JSON object on standard output.
    func json() throws -> [String: Any] {
      let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return try #require(value as? [String: Any])
    }
  }

  /// The program lies beside the test bundle, which is the running program itself.
  static let path: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let folders = [tests, CommandLine.arguments[0], Bundle.main.bundlePath].map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().path
    }
    let candidates = folders.map { $0 + "/skein" }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? candidates[0]
  }()

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
    try start([path] + arguments, in: folder, environment: environment)
  }

  /// Runs a shell script in which `$SKEIN` is the program.
  static func shell(_ script: String, in folder: ScratchFolder) throws -> Outcome {
    try start(["/bin/sh", "-c", script], in: folder, environment: ["SKEIN": path])
  }

  /// Starts a process without Foundation's run loop, which waits badly beside other tests.
  private static func start(
    _ command: [String], in folder: ScratchFolder, environment: [String: String]
  ) throws -> Outcome {
    let id = UUID().uuidString
    let (output, errors) = (folder.path(".output-\(id)"), folder.path(".errors-\(id)"))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)

    var variables = ProcessInfo.processInfo.environment.filter { $0.key != "SKEIN_ISA" }
    variables.merge(environment) { $1 }
    // Glibc shows the function that changes the folder to GNU sources only, so a shell does it.
    let launch = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder.root] + command
    var arguments = launch.map { strdup($0) } + [nil]
    var strings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + strings { free(text) } }
    var process = pid_t()
    let failure = posix_spawn(&process, launch[0], &actions, nil, &arguments, &strings)
    try #require(failure == 0, "\(command[0]) did not start: \(String(cString: strerror(failure)))")
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7F
    func text(_ path: String) throws -> String {
      defer { unlink(path) }
      // Foundation does not free its buffer for an empty file, which the address sanitizer reports.
      var status = stat()
      if stat(path, &status) == 0, status.st_size == 0 { return "" }
      return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
    return Outcome(
      code: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: try text(output),
      errors: try text(errors))
  }
}
