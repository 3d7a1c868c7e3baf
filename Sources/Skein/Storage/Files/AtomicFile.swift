import Foundation
import Synchronization

/// A file that appears whole or not at all: bytes go to a temporary beside it, which is synced and
/// renamed over it by `commit()`.
///
/// A temporary that is not committed is removed when the value ends; one that a killed process left
/// is removed by the next `RunFolder` there. A symbolic link at `path` stays a link; the file that
/// it leads to is replaced. A file-size limit raises SIGXFSZ, which ends a process that does not
/// ignore it: a program calls `signal(SIGXFSZ, SIG_IGN)` once, as the `skein` command does, and
/// then gets `FileError` here.
///
/// Invariants: `descriptor` is open, or −1 after `commit()` or a failed close; `buffer` holds what
/// was appended but not yet written, in order.
package struct AtomicFile: ~Copyable {
  /// The path that the caller gave.
  package let path: String

  private let target: String
  private let temporary: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 18
  private static let serial = Atomic<UInt64>(0)
  private static let temporarySuffix = ".skein-tmp"

  /// Creates the temporary. Throws if `path` is no regular file or its folder cannot be written.
  package init(replacing path: String) throws(FileError) {
    let target = try Self.resolve(path)
    let created = try Self.createTemporary(for: target, named: path)
    self.path = path
    self.target = target
    temporary = created.path
    descriptor = created.descriptor
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      unlink(temporary)
    }
  }

  /// Appends `bytes`. Small pieces are gathered; large ones are written without a copy.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    if buffer.count + bytes.count > Self.bufferSize { try flush() }
    if bytes.count >= Self.bufferSize {
      try writeAll(bytes)
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  /// Appends the elements of `values` as they lie in memory.
  package mutating func append<Element: BitwiseCopyable>(_ values: [Element]) throws(FileError) {
    try values.withUnsafeBufferPointer { values throws(FileError) in
      try append(UnsafeRawBufferPointer(values))
    }
  }

  /// Appends `text` as UTF-8.
  package mutating func append(_ text: String) throws(FileError) {
    try append(Array(text.utf8))
  }

  /// Syncs the bytes, renames the temporary over the file and syncs the folder.
  ///
  /// - Parameter former: where the file that is replaced goes, in the same folder; nil removes it.
  ///   Between the two renames there is no file at the path.
  package consuming func commit(keepingFormerAs former: String? = nil) throws(FileError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw .system(.write, path: path, code: errno) }
    if let former {
      guard rename(target, former) == 0 || errno == ENOENT else {
        throw .system(.write, path: former, code: errno)
      }
    }
    guard rename(temporary, target) == 0 else { throw .system(.write, path: path, code: errno) }
    close(descriptor)
    descriptor = -1
    try Self.syncFolder(FilePath.folder(of: target))
  }

  /// Replaces the file at `path` by `bytes`.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try write(to: path) { file throws(FileError) in try file.append(bytes) }
  }

  /// Replaces the file at `path` by `text` in UTF-8.
  package static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Replaces the file at `path` by what `body` appends; if `body` throws, nothing changes.
  package static func write(
    to path: String, keepingFormerAs former: String? = nil,
    _ body: (inout AtomicFile) throws(FileError) -> Void
  ) throws(FileError) {
    var file = try AtomicFile(replacing: path)
    try body(&file)
    try file.commit(keepingFormerAs: former)
  }

  /// Whether `name` is that of a temporary that an `AtomicFile` made for the file `target`.
  package static func isTemporary(_ name: String, of target: String) -> Bool {
    guard name.hasPrefix(".\(target)."), name.hasSuffix(temporarySuffix) else { return false }
    let numbers = name.dropFirst(target.count + 2).dropLast(temporarySuffix.count)
    let parts = numbers.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { UInt64($0) != nil }
  }

  /// Makes the names in `folder` durable. A file system that cannot sync folders is not an error.
  package static func syncFolder(_ folder: String) throws(FileError) {
    let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw .system(.write, path: folder, code: errno) }
    defer { close(opened) }
    guard fsync(opened) != 0 else { return }
    let code = errno
    guard code == EINVAL || code == ENOTSUP || code == ENOSYS else {
      throw .system(.write, path: folder, code: code)
    }
  }

  private mutating func flush() throws(FileError) {
    guard !buffer.isEmpty else { return }
    let pending = buffer
    buffer.removeAll(keepingCapacity: false)
    try pending.withUnsafeBufferPointer { bytes throws(FileError) in
      try writeAll(UnsafeRawBufferPointer(bytes))
    }
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes[...]
    while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      let count = Foundation.write(descriptor, start, rest.count)
      if count < 0 {
        guard errno == EINTR else { throw .system(.write, path: path, code: errno) }
      } else {
        rest = rest.dropFirst(count)
      }
    }
  }

  private static func createTemporary(
    for target: String, named path: String
  ) throws(FileError) -> (path: String, descriptor: Int32) {
    while true {
      let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
      let name = ".\(FilePath.name(of: target)).\(getpid())-\(number)\(temporarySuffix)"
      let candidate = "\(FilePath.folder(of: target))/\(name)"
      let opened = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if opened >= 0 { return (candidate, opened) }
      let code = errno
      guard code == EEXIST || code == EINTR else {
        throw .system(.create, path: path, code: code)
      }
    }
  }

  /// The file to replace: `path`, or what it leads to if it is a symbolic link.
  private static func resolve(_ path: String) throws(FileError) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      guard code == ENOENT else { throw .system(.create, path: path, code: code) }
      return path
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
    guard let resolved = realpath(path, nil) else {
      throw .system(.create, path: path, code: errno)
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
