import Foundation
import Synchronization

/// A file whose bytes lie in memory as far as they are in use.
///
/// Invariants: `base` maps the first `capacity` bytes of the file, for which the disk has room: a page
/// that the disk has no room for would end the process when it is written. The file is Skein's own: it
/// grows here, and is never shortened while it is mapped, which would end the process as well. Pages
/// outside of `changed` may be given back at any moment by any thread; whoever reads them gets them anew.
package final class MappedFile: @unchecked Sendable {
  /// Where the file has a name, by which it is removed in the end.
  private struct Name {
    let folder: Folder
    var text: String
    var isTemporary: Bool
  }

  private(set) var base: UnsafeMutableRawPointer
  private(set) var capacity: Int
  let descriptor: Int32
  private var name: Name?
  /// Whether writing changes this mapping alone.
  private let isPrivate: Bool
  /// Pages that differ from the file, in bytes, ascending.
  private var changed: [Range<Int>] = []
  private let touched = Atomic<Int>(0)

  /// Bytes that may be in memory before they are given back.
  private static let mostTouched = 96 << 20
  /// What one access to memory that is not there brings in: the pages around it.
  static let broughtIn = 64 << 10

  private init(
    _ base: UnsafeMutableRawPointer, _ capacity: Int, _ descriptor: Int32, _ name: Name?,
    isPrivate: Bool = false
  ) {
    self.base = base
    self.capacity = capacity
    self.descriptor = descriptor
    self.name = name
    self.isPrivate = isPrivate
  }

  deinit {
    munmap(base, capacity)
    close(descriptor)
    if let name, name.isTemporary { unlinkat(name.folder.descriptor, name.text, 0) }
  }

  /// A new file for `capacity` bytes, removed in the end unless it is given a name.
  convenience init(in folder: Folder, capacity: Int) throws(FileError) {
    let (name, opened) = try AtomicFile.createTemporary(
      in: folder, for: folder.path, mode: O_RDWR)
    let failure: FileError
    do throws(FileError) {
      let base = try Self.map(opened, from: 0, capacity: capacity, path: folder.path)
      self.init(
        base, capacity, opened, Name(folder: folder, text: name, isTemporary: true))
      return
    } catch {
      failure = error
    }
    close(opened)
    unlinkat(folder.descriptor, name, 0)
    throw failure
  }

  /// A file that is there, to be read.
  package convenience init(path: String) throws(FileError) {
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard opened >= 0 else { throw .system(.open, path: path, code: errno) }
    defer { close(opened) }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0
    else { throw .notRegular(path: path) }
    try self.init(copying: opened, Int(status.st_size), PROT_READ, MAP_SHARED, path)
  }

  /// The same bytes, of which this one may be changed without changing the file.
  convenience init(changing other: MappedFile, path: String) throws(FileError) {
    try self.init(
      copying: other.descriptor, other.capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE, path)
  }

  private convenience init(
    copying descriptor: Int32, _ count: Int, _ protection: Int32, _ flags: Int32, _ path: String
  ) throws(FileError) {
    let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { throw .system(.open, path: path, code: errno) }
    guard let base = mmap(nil, count, protection, flags, own, 0), base != MAP_FAILED else {
      let code = errno
      close(own)
      throw .system(.read, path: path, code: code)
    }
    self.init(base, count, own, nil, isPrivate: flags == MAP_PRIVATE)
  }

  private static func map(
    _ descriptor: Int32, from begin: Int, capacity: Int, path: String
  ) throws(FileError) -> UnsafeMutableRawPointer {
    let code = posix_fallocate(descriptor, off_t(begin), off_t(capacity - begin))
    guard code == 0 else { throw .system(.write, path: path, code: code) }
    let base = mmap(nil, capacity, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let base, base != MAP_FAILED else { throw .system(.write, path: path, code: errno) }
    return base
  }

  /// Makes room for more bytes; what is there may move, and is given back.
  func grow(to larger: Int) throws(FileError) {
    let new = try Self.map(
      descriptor, from: capacity, capacity: larger, path: name?.folder.path ?? "column file")
    munmap(base, capacity)
    base = new
    capacity = larger
    touched.store(0, ordering: .relaxed)
  }

  /// Counts bytes that were read or written, and gives all back where that were many.
  func note(_ bytes: Int) {
    let sum = touched.wrappingAdd(bytes, ordering: .relaxed).newValue
    if sum > Self.mostTouched {
      touched.store(0, ordering: .relaxed)
      giveBack()
    }
  }

  /// Gives all memory back but what differs from the file.
  func giveBack() {
    var begin = 0
    for range in changed {
      madvise(base + begin, range.lowerBound - begin, MADV_DONTNEED)
      begin = range.upperBound
    }
    if begin < capacity { madvise(base + begin, capacity - begin, MADV_DONTNEED) }
  }

  /// Says that bytes were changed in a private mapping; call it before other threads know of it.
  ///
  /// - Parameter ranges: ascending.
  func keepChanged(_ ranges: [Range<Int>]) {
    precondition(isPrivate, "changes of a shared mapping are in the file")
    let page = Int(getpagesize())
    for range in ranges {
      let whole =
        range.lowerBound / page
        * page..<min(
          (range.upperBound + page - 1) / page * page, capacity)
      if let last = changed.last, last.upperBound >= whole.lowerBound {
        changed[changed.count - 1] = last.lowerBound..<max(last.upperBound, whole.upperBound)
      } else {
        changed.append(whole)
      }
    }
  }

  /// The path by which the file is found.
  var path: String? { name.map { $0.folder.path(of: $0.text) } }

  /// Takes what the file does not need of the disk; nothing beyond `count` may be read from then on.
  func shorten(to count: Int) throws(FileError) {
    guard ftruncate(descriptor, off_t(count)) == 0 else { throw failure(.write) }
  }

  /// Writes bytes into the file, wherever it is mapped.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      let count = pwrite(descriptor, base + done, bytes.count - done, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        throw failure(.write)
      }
    }
  }

  /// Fills `buffer` with bytes of the file.
  func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
    var done = 0
    while done < buffer.count, let base = buffer.baseAddress {
      let count = pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw .shrank(path: path ?? "column file", byte: offset + done)
      } else if errno != EINTR {
        throw failure(.read)
      }
    }
  }

  private func failure(_ operation: FileError.Operation) -> FileError {
    .system(operation, path: path ?? "column file", code: errno)
  }

  /// Gives the file a name for good, in place of another file that has it.
  func keep(as text: String) throws(FileError) {
    guard var name else { return }
    let path = name.folder.path(of: text)
    guard fsync(descriptor) == 0,
      renameat(name.folder.descriptor, name.text, name.folder.descriptor, text) == 0
    else { throw .system(.write, path: path, code: errno) }
    name.text = text
    name.isTemporary = false
    self.name = name
    try name.folder.sync()
  }
}
