import Foundation

/// An advisory lock that one process at a time can hold, as a file that names its holder.
///
/// The kernel drops the lock (`flock`) when its holder ends in any way, so a dead process leaves no
/// lock behind; the file that it may leave is taken over by the next holder. Locks among processes
/// of one machine; over a network file system, as far as that supports `flock`.
///
/// Invariant: `descriptor` is open and locked, and the file at `path` is the one it opened.
package struct FileLock: ~Copyable {
  package enum Failure: Error, Equatable {
    /// Another process holds the lock; its identifier if it could be read.
    case held(by: Int32?)
    /// The file system offers no locks.
    case unsupported
    case file(FileError)
  }

  private let path: String
  private let descriptor: Int32

  /// Takes the lock at once or throws; never waits.
  package init(path: String) throws(Failure) {
    self.path = path
    while true {
      let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
      guard opened >= 0 else { throw .file(.system(.lock, path: path, code: errno)) }
      guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        let holder = Self.holder(opened)
        close(opened)
        if code == EINTR { continue }
        if code == EWOULDBLOCK { throw .held(by: holder) }
        if code == ENOLCK || code == ENOSYS || code == EOPNOTSUPP { throw .unsupported }
        throw .file(.system(.lock, path: path, code: code))
      }
      // The last holder removes the file before it lets go: a lock on a removed file is none.
      guard Self.isSameFile(opened, path) else {
        close(opened)
        continue
      }
      descriptor = opened
      break
    }
    let text = Array("\(getpid())\n".utf8)
    // The identifier only serves a message; on a full disk the lock holds without it.
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.count, 0)
  }

  deinit {
    unlink(path)
    close(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let digits = bytes.prefix(count).prefix { $0 >= 0x30 && $0 <= 0x39 }
    return Int32(String(decoding: digits, as: UTF8.self))
  }

  private static func isSameFile(_ descriptor: Int32, _ path: String) -> Bool {
    var opened = stat()
    var named = stat()
    guard fstat(descriptor, &opened) == 0, stat(path, &named) == 0 else { return false }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }
}
