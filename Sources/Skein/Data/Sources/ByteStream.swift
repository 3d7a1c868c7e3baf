import Foundation

/// The bytes of a file, of a pipe, or of what a program writes out of a compressed file, from the first to
/// the last, once.
///
/// Invariants: `descriptor` is open as long as the value lives; `child` is there until its end was waited
/// for.
final class ByteStream {
  let path: String
  /// Whether the bytes can be read again, at any place.
  let isPlainFile: Bool
  /// Bytes of the file as it was opened; nil for pipes and for what is compressed.
  let size: Int?
  /// When the file was changed last, in nanoseconds.
  let changed: Int
  /// The size of the file itself, compressed or not; nil for pipes.
  let fileSize: Int?
  private let descriptor: Int32
  private var child: CompressedFile.Child?
  private var hash = XXHash64()
  private var count = 0

  /// Throws if there is no such file, or it is a folder or unreadable.
  init(_ path: String) throws(DataError) {
    self.path = path
    // Standard input is read as it is, not opened anew.
    let opened =
      path == SourceBytes.standardInput
      ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      let code = errno
      throw code == ENOENT || code == ENOTDIR
        ? .fileNotFound(file: path, suggestion: nil) : Self.unreadable(path, code)
    }
    var status = stat()
    guard fstat(opened, &status) == 0 else {
      let code = errno
      close(opened)
      throw Self.unreadable(path, code)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      close(opened)
      throw .isFolder(file: path)
    }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    fileSize = isFile ? Int(status.st_size) : nil
    changed = Int(status.st_mtim.tv_sec) * 1_000_000_000 + status.st_mtim.tv_nsec
    guard isFile, let compressed = CompressedFile(opened) else {
      isPlainFile = isFile
      size = fileSize
      descriptor = opened
      return
    }
    defer { close(opened) }
    (descriptor, child) = try compressed.start(path)
    isPlainFile = false
    size = nil
  }

  deinit {
    close(descriptor)
    // It ends at its next write, since nobody reads.
    if let child { _ = child.end() }
  }

  private static func unreadable(_ path: String, _ code: Int32) -> DataError {
    .unreadable(file: path, reason: String(cString: strerror(code)))
  }

  /// Reads as much as is there, up to `room` bytes; 0 at the end.
  ///
  /// Throws at the end of a compressed file that its program found damaged.
  func read(into target: UnsafeMutableRawPointer, room: Int) throws(DataError) -> Int {
    while true {
      let received = Foundation.read(descriptor, target, room)
      if received > 0 {
        if isPlainFile {
          hash.update(UnsafeRawBufferPointer(start: target, count: received))
          count += received
        }
        return received
      }
      if received == 0 {
        try checkEnd()
        return 0
      }
      if errno != EINTR { throw Self.unreadable(path, errno) }
    }
  }

  private func checkEnd() throws(DataError) {
    guard let ended = child else { return }
    child = nil
    guard ended.end() else {
      throw .unreadable(file: path, reason: "\(ended.program) finds it damaged")
    }
  }

  /// Some bytes of a plain file, wherever the stream stands; fewer at its end.
  func bytes(at offset: Int, count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let received = bytes.withUnsafeMutableBytes { buffer in
      pread(descriptor, buffer.baseAddress, count, off_t(offset))
    }
    return Array(bytes.prefix(max(received, 0)))
  }

  /// The file and its digest, once all of it was read; nil for a pipe.
  ///
  /// - Throws: `DataError` where a compressed file cannot be read once more.
  func file() throws(DataError) -> DataFile? {
    guard let fileSize else { return nil }
    let digest: FileDigest
    if isPlainFile {
      digest = FileDigest(bytes: count, hash: hash.digest)
    } else {
      do throws(FileError) {
        digest = try FileDigest(ofFile: path)
      } catch {
        throw .unreadable(file: path, reason: "\(error)")
      }
    }
    return DataFile(path: path, bytes: fileSize, changed: changed, xxh64: digest.xxh64)
  }
}
