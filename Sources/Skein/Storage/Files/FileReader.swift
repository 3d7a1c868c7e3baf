import Foundation

/// An open regular file, read at given offsets, so that many readers may share it.
///
/// Invariant: `descriptor` stays open as long as the value lives.
package final class FileReader: Sendable {
  package let path: String
  /// Bytes in the file when it was opened.
  package let count: Int
  private let descriptor: Int32

  package convenience init(path: String) throws(FileError) {
    try self.init(path: path, name: path, in: AT_FDCWD)
  }

  /// A file of a folder that is held open.
  package convenience init(_ place: FilePlace) throws(FileError) {
    try self.init(path: place.path, name: place.name, in: place.folder().descriptor)
  }

  private init(path: String, name: String, in folder: Int32) throws(FileError) {
    self.path = path
    // O_NONBLOCK: opening a pipe must not wait for its writer before it can be refused.
    descriptor = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(.open, path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .system(.open, path: path, code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notRegular(path: path)
    }
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` with the bytes from `offset`; throws if the file ends earlier.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw .shrank(path: path, byte: offset + done)
      } else if errno != EINTR {
        throw .system(.read, path: path, code: errno)
      }
    }
  }
}
