import Foundation

/// An open folder. What is done in it is done through its descriptor, so it stays the same folder when
/// somebody renames it, and what is put in its old place is left alone.
///
/// Invariant: `descriptor` stays open as long as the value lives.
package final class Folder: Sendable {
  /// The folder as the caller named it, for messages.
  package let path: String
  package let descriptor: Int32

  /// - Throws: `FileError` when there is no such folder.
  package convenience init(path: String) throws(FileError) {
    let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else {
      let code = errno
      throw code == ENOTDIR ? .notFolder(path: path) : .system(.open, path: path, code: code)
    }
    self.init(path: path, descriptor: opened)
  }

  /// Takes over an open descriptor.
  init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The path of a file in it, for messages.
  package func path(of name: String) -> String {
    path.hasSuffix("/") ? path + name : "\(path)/\(name)"
  }

  /// Whether its path still leads to it.
  package var isInPlace: Bool {
    var opened = stat()
    var named = stat()
    guard fstat(descriptor, &opened) == 0, stat(path, &named) == 0 else { return false }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  /// What it holds, without `.` and `..`.
  package func names() throws(FileError) -> [String] {
    // A descriptor of its own: reading moves along, and the end closes it.
    let opened = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0, let stream = fdopendir(opened) else {
      let code = errno
      if opened >= 0 { close(opened) }
      throw .system(.list, path: path, code: code)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw .system(.list, path: path, code: errno) }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
  }

  /// Removes a file, if it is there.
  package func remove(_ name: String) throws(FileError) {
    guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
      throw .system(.remove, path: path(of: name), code: errno)
    }
  }

  /// Removes what processes that have ended left of files that they did not finish.
  package func removeAbandoned() throws(FileError) {
    for name in try names() where AtomicFile.isAbandoned(name) { try remove(name) }
  }

  /// Makes the names in it durable. A file system that cannot sync folders is not an error.
  package func sync() throws(FileError) {
    guard fsync(descriptor) != 0 else { return }
    let code = errno
    guard code == EINVAL || code == ENOTSUP || code == ENOSYS else {
      throw .system(.write, path: path, code: code)
    }
  }
}
