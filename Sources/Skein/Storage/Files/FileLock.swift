import Foundation

/// An advisory lock that one process at a time can hold, as a file in a folder that names its holder.
///
/// The kernel drops the lock (`flock`) when its holder ends in any way, so a dead process leaves no
/// lock behind; the file that it may leave is taken over by the next holder. Locks among processes
/// of one machine; over a network file system, as far as that supports `flock`.
///
/// Invariant: `descriptor` is open and locked, and the file of that name is the one it opened.
package final class FileLock: Sendable {
  /// Who holds a lock, or did: what its file says.
  package struct Holder: Equatable, Sendable {
    package let process: Int32
    package let host: String

    package init(process: Int32, host: String) {
      self.process = process
      self.host = host
    }

    /// This process.
    package static var current: Holder {
      var name = utsname()
      uname(&name)
      let host = withUnsafeBytes(of: name.nodename) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      return Holder(process: getpid(), host: host)
    }

    /// From `123 host`; the host is empty where an earlier version wrote the file.
    init?(_ text: String) {
      let words = text.split(whereSeparator: \.isWhitespace)
      guard let process = words.first.flatMap({ Int32($0) }), process > 0 else { return nil }
      self.init(process: process, host: words.count > 1 ? String(words[1]) : "")
    }
  }

  package enum Failure: Error, Equatable {
    /// Another process holds the lock; who, if it could be read.
    case held(by: Holder?)
    /// The file system offers no locks; who the file names, if there was one.
    case unsupported(holder: Holder?)
    case file(FileError)
  }

  /// Whom the file named before this process took it over: one that has ended, or one of another host
  /// whose locks do not reach here.
  package let former: Holder?
  private let folder: Folder
  private let name: String
  private let descriptor: Int32

  /// Takes the lock at once or throws; never waits.
  package init(_ name: String, in folder: Folder) throws(Failure) {
    self.name = name
    self.folder = folder
    while true {
      let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
      let opened = openat(folder.descriptor, name, flags, 0o644)
      guard opened >= 0 else {
        throw .file(.system(.lock, path: folder.path(of: name), code: errno))
      }
      guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        let holder = Self.holder(opened)
        close(opened)
        if code == EINTR { continue }
        if code == EWOULDBLOCK { throw .held(by: holder) }
        if code == ENOLCK || code == ENOSYS || code == EOPNOTSUPP {
          throw .unsupported(holder: holder)
        }
        throw .file(.system(.lock, path: folder.path(of: name), code: code))
      }
      // The last holder removes the file before it lets go: a lock on a removed file is none.
      guard Self.isSameFile(opened, name, in: folder) else {
        close(opened)
        continue
      }
      descriptor = opened
      break
    }
    former = Self.holder(descriptor)
    let current = Holder.current
    let text = Array("\(current.process) \(current.host)\n".utf8)
    // What it says only serves a message; on a full disk the lock holds without it.
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.count, 0)
  }

  deinit {
    if Self.isSameFile(descriptor, name, in: folder) { unlinkat(folder.descriptor, name, 0) }
    close(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> Holder? {
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Holder(String(decoding: bytes.prefix(count), as: UTF8.self)) : nil
  }

  private static func isSameFile(_ descriptor: Int32, _ name: String, in folder: Folder) -> Bool {
    var opened = stat()
    var named = stat()
    guard fstat(descriptor, &opened) == 0,
      fstatat(folder.descriptor, name, &named, AT_SYMLINK_NOFOLLOW) == 0
    else { return false }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }
}
