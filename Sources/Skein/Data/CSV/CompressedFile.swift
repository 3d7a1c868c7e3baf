import Foundation

/// A compressed file, written out by the program that is there for it.
///
/// Linking zlib and libzstd instead would make both needed to build Skein, and their headers are rarer
/// than the programs; a pipe costs nothing beside the decompression. Own code for starting the program,
/// since Foundation's `Process` needs a run loop and keeps threads of its own.
struct CompressedFile {
  private let descriptor: Int32
  private let program: String

  private static let programs: [String: String] = [
    "gzip": "gzip", "zstd": "zstd", "xz": "xz", "bzip2": "bzip2",
  ]

  /// Nil for what is not compressed, or no file.
  init?(_ descriptor: Int32, _ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    var head = [UInt8](repeating: 0, count: 8)
    let count = pread(descriptor, &head, head.count, 0)
    let kind = head.withUnsafeBytes { bytes in
      bytes.baseAddress.flatMap { TextEncoding.container($0, max(count, 0)) }
    }
    guard let kind, let program = Self.programs[kind] else { return nil }
    self.descriptor = descriptor
    self.program = program
  }

  /// Hands `body` a pipe from which the content comes.
  ///
  /// - Throws: `DataError.notText` where the program is not there, `DataError.unreadable` where it finds
  ///   the file damaged.
  func read(
    _ path: String, _ body: (Int32) throws(DataError) -> SourceBytes
  ) throws(DataError) -> SourceBytes {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    guard let child = start(output: ends[1], other: ends[0]) else {
      close(ends[0])
      close(ends[1])
      throw .notText(file: path, kind: program)
    }
    close(ends[1])
    let result: SourceBytes
    do throws(DataError) {
      result = try body(ends[0])
    } catch {
      close(ends[0])
      _ = Self.end(of: child)
      throw error
    }
    close(ends[0])
    guard Self.end(of: child) else {
      throw .unreadable(file: path, reason: "\(program) finds it damaged")
    }
    return result
  }

  private func start(output: Int32, other: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, descriptor, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addclose(&actions, other)
    lseek(descriptor, 0, SEEK_SET)
    var child = pid_t()
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup("-dc")]
    defer { for argument in arguments { free(argument) } }
    return posix_spawnp(&child, program, &actions, nil, arguments + [nil], environ) == 0
      ? child : nil
  }

  /// Whether a program ended well.
  private static func end(of child: pid_t) -> Bool {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { return false }
    }
    return status == 0
  }
}
