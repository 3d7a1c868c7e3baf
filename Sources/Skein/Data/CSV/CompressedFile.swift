import Foundation

/// A compressed file, written out by the program that is there for it.
///
/// Linking zlib and libzstd instead would make both needed to build Skein, and their headers are rarer
/// than the programs; a pipe costs nothing beside the decompression. Own code for starting the program,
/// since Foundation's `Process` needs a run loop and keeps threads of its own.
struct CompressedFile {
  private let descriptor: Int32
  private let program: String

  private static let programs: Set<String> = ["gzip", "zstd", "xz", "bzip2"]

  /// The program that was started.
  struct Child {
    let program: String
    fileprivate let process: pid_t

    /// Waits for its end; whether it found the file sound.
    func end() -> Bool {
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 {
        if errno != EINTR { return false }
      }
      return status == 0
    }
  }

  /// Nil for what is not compressed.
  ///
  /// - Parameter descriptor: of a regular file.
  init?(_ descriptor: Int32) {
    var head = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &head, head.count, 0)
    let kind = head.withUnsafeBytes { bytes in
      bytes.baseAddress.flatMap { TextEncoding.container($0, max(count, 0)) }
    }
    guard let kind, Self.programs.contains(kind) else { return nil }
    self.descriptor = descriptor
    program = kind
  }

  /// Starts the program, and gives the pipe from which the content comes.
  ///
  /// - Throws: `DataError.notText` where the program is not there.
  func start(_ path: String) throws(DataError) -> (descriptor: Int32, child: Child) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    let process = spawn(output: ends[1])
    close(ends[1])
    guard let process else {
      close(ends[0])
      throw .notText(file: path, kind: program)
    }
    return (ends[0], Child(program: program, process: process))
  }

  private func spawn(output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, descriptor, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    if output != STDOUT_FILENO { posix_spawn_file_actions_addclose(&actions, output) }
    lseek(descriptor, 0, SEEK_SET)
    var child = pid_t()
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup("-dc")]
    defer { for argument in arguments { free(argument) } }
    return posix_spawnp(&child, program, &actions, nil, arguments + [nil], environ) == 0
      ? child : nil
  }
}
