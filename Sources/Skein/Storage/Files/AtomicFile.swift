import Foundation
import Synchronization

/// A file that appears whole or not at all: bytes go to a temporary beside it, which is synced and
/// renamed over it by `commit()`.
///
/// A temporary that is not committed is removed when the value ends; one that a killed process left
/// is removed by the next `RunFolder` there. A symbolic link at the place stays a link; the file that
/// it leads to is replaced. A file-size limit raises SIGXFSZ, which ends a process that does not
/// ignore it: a program calls `signal(SIGXFSZ, SIG_IGN)` once, as the `skein` command does, and
/// then gets `FileError` here.
///
/// Invariants: `descriptor` is open, or −1 after `commit()` or a failed close; `buffer` holds what
/// was appended but not yet written, in order.
package struct AtomicFile: ~Copyable {
  /// What the caller called the file.
  package let path: String

  private let target: LinkedFile
  private let temporary: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private var hash = XXHash64()
  private var count = 0

  private static let bufferSize = 1 << 18
  private static let serial = Atomic<UInt64>(0)
  private static let temporarySuffix = ".skein-tmp"

  /// Creates the temporary. Throws if no regular file can be there or its folder cannot be written.
  package init(replacing place: FilePlace) throws(FileError) {
    let target = try LinkedFile(place)
    let created = try Self.createTemporary(in: target.folder, for: place.path)
    path = place.path
    self.target = target
    temporary = created.name
    descriptor = created.descriptor
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      unlinkat(target.folder.descriptor, temporary, 0)
    }
  }

  /// Appends `bytes`. Small pieces are gathered; large ones are written without a copy.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    hash.update(bytes)
    count += bytes.count
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
  /// - Parameter former: what the file that is replaced is called from then on, in the same folder;
  ///   nil removes it.
  /// - Returns: the digest of what the file holds.
  @discardableResult
  package consuming func commit(
    keepingFormerAs former: String? = nil
  ) throws(FileError) -> FileDigest {
    try flush()
    guard fsync(descriptor) == 0 else { throw .system(.write, path: path, code: errno) }
    let folder = target.folder
    if let former { try keep(former) }
    guard renameat(folder.descriptor, temporary, folder.descriptor, target.name) == 0 else {
      throw .system(.write, path: path, code: errno)
    }
    close(descriptor)
    descriptor = -1
    try folder.sync()
    return FileDigest(bytes: count, hash: hash.digest)
  }

  /// Gives the file that is there the name `former` as well, so that at no moment the place is empty;
  /// where the file system has no second names, it is renamed, and the place is empty for a moment.
  private borrowing func keep(_ former: String) throws(FileError) {
    let folder = target.folder
    let link = Self.temporaryName()
    var code: Int32 = 0
    if linkat(folder.descriptor, target.name, folder.descriptor, link, 0) == 0 {
      if renameat(folder.descriptor, link, folder.descriptor, former) == 0 {
        // Renaming a name to another of the same file does nothing.
        unlinkat(folder.descriptor, link, 0)
        return
      }
      code = errno
      unlinkat(folder.descriptor, link, 0)
    } else if errno == ENOENT {
      return
    } else if renameat(folder.descriptor, target.name, folder.descriptor, former) == 0 {
      return
    } else {
      code = errno
    }
    throw .system(.write, path: folder.path(of: former), code: code)
  }

  /// Replaces the file by `text` in UTF-8.
  @discardableResult
  package static func write(_ text: String, to place: FilePlace) throws(FileError) -> FileDigest {
    try write(to: place) { file throws(FileError) in try file.append(text) }
  }

  /// Replaces the file at `path` by `text` in UTF-8.
  package static func write(_ text: String, to path: String) throws(FileError) {
    _ = try write(text, to: FilePlace(path: path))
  }

  /// Replaces the file by what `body` appends; if `body` throws, nothing changes.
  @discardableResult
  package static func write(
    to place: FilePlace, keepingFormerAs former: String? = nil,
    _ body: (inout AtomicFile) throws(FileError) -> Void
  ) throws(FileError) -> FileDigest {
    var file = try AtomicFile(replacing: place)
    try body(&file)
    return try file.commit(keepingFormerAs: former)
  }

  /// Whether `name` is that of a temporary.
  package static func isTemporary(_ name: String) -> Bool { process(ofTemporary: name) != nil }

  /// Whether `name` is that of a temporary whose process has ended, or was an earlier one with the
  /// number of this one; ask before the first file is begun.
  package static func isAbandoned(_ name: String) -> Bool {
    guard let process = process(ofTemporary: name) else { return false }
    return process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
  }

  /// From `.123-4.skein-tmp`; names that began with their file's are those of earlier versions.
  private static func process(ofTemporary name: String) -> pid_t? {
    guard name.hasPrefix("."), name.hasSuffix(temporarySuffix) else { return nil }
    let numbers = name.dropLast(temporarySuffix.count).split(separator: ".").last ?? ""
    let parts = numbers.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, UInt64(parts[1]) != nil else { return nil }
    return pid_t(parts[0]).flatMap { $0 > 0 ? $0 : nil }
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
    if let code = Descriptor.writeAll(descriptor, bytes) {
      throw .system(.write, path: path, code: code)
    }
  }

  /// Short, so that it fits wherever the file's own name does.
  private static func temporaryName() -> String {
    let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
    return ".\(getpid())-\(number)\(temporarySuffix)"
  }

  /// A new, empty file beside others, with a name by which it is removed when its process has ended.
  ///
  /// - Parameter mode: `O_WRONLY` or `O_RDWR`.
  static func createTemporary(
    in folder: Folder, for path: String, mode: Int32 = O_WRONLY
  ) throws(FileError) -> (name: String, descriptor: Int32) {
    while true {
      let name = temporaryName()
      let opened = openat(
        folder.descriptor, name, mode | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
      if opened >= 0 { return (name, opened) }
      let code = errno
      guard code == EEXIST || code == EINTR else {
        throw .system(.create, path: path, code: code)
      }
    }
  }
}
