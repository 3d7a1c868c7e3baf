import Foundation

/// Why a file or a folder could not be read or written, in one sentence with its remedy.
public enum FileError: Error, Equatable {
  /// What was being done when the system refused.
  public enum Operation: String, Sendable {
    case open = "opened"
    case read = "read"
    case create = "created"
    case write = "written"
    case lock = "locked"
    case remove = "removed"
    case list = "listed"
  }

  /// A system call failed; `code` is its `errno`.
  case system(Operation, path: String, code: Int32)
  /// A file was expected, but the path leads to a folder, a device, a pipe or a socket.
  case notRegular(path: String)
  /// A folder was expected, but the path leads to something else.
  case notFolder(path: String)
  /// The file became shorter while it was read.
  case shrank(path: String, byte: Int)
}

extension FileError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .system(let operation, let path, let code):
      let (cause, remedy) = Self.explain(operation, path: path, code: code)
      return "\(TerminalText.plain(path)) could not be \(operation.rawValue): \(cause); \(remedy)."
    case .notRegular(let path):
      return "\(TerminalText.plain(path)) is not a regular file; give the path of a file."
    case .notFolder(let path):
      return
        "\(TerminalText.plain(path)) is not a folder; give the path of a folder or another name."
    case .shrank(let path, let byte):
      return "\(TerminalText.plain(path)) ends at byte \(byte), earlier than when it was opened;"
        + " wait until nothing writes to it and try again."
    }
  }

  public var errorDescription: String? { description }

  /// Whether the system refused before anything of the content was seen: a lack of rights, of file
  /// descriptors, of memory.
  package var isRefusal: Bool {
    guard case .system(let operation, _, let code) = self, operation == .open else { return false }
    return [EACCES, EPERM, EMFILE, ENFILE, ENOMEM, EINTR].contains(code)
  }

  private static func explain(
    _ operation: Operation, path: String, code: Int32
  ) -> (cause: String, remedy: String) {
    let isRead = operation == .read || operation == .open || operation == .list
    switch code {
    case ENOSPC:
      return ("the disk is full", "free some space or choose a folder on another disk")
    case EDQUOT:
      return ("your disk quota is used up", "delete what you no longer need or choose another disk")
    case EFBIG:
      return (
        "it would exceed the file-size limit",
        "raise the limit with `ulimit -f unlimited` or choose another file system"
      )
    case EROFS:
      return ("the file system is read-only", "choose another folder")
    case EACCES, EPERM:
      return ("permission is denied", "change the permissions or choose another path")
    case ENOENT where isRead:
      return ("it does not exist", "check the path")
    case ENOENT:
      let folder = TerminalText.plain(FilePath.folder(of: path))
      return ("the folder \(folder) does not exist", "create it with `mkdir -p`")
    case ENOTDIR:
      return ("part of its path is a file, not a folder", "check the path")
    case EISDIR:
      return ("it is a folder", "give the path of a file")
    case ENAMETOOLONG:
      return ("its name is too long", "choose a shorter name")
    case ELOOP:
      return ("its symbolic links form a circle", "check the links")
    case EMFILE, ENFILE:
      return ("too many files are open", "raise the limit with `ulimit -n`")
    case EIO:
      return ("the disk reported an input/output error", "check the disk and the system log")
    default:
      return (String(cString: strerror(code)), "check the path and the file system")
    }
  }
}

/// The two parts of a path, by its last slash.
package enum FilePath {
  /// `runs/a` for `runs/a/run.json`; `.` for `run.json`; `/` for `/run.json`.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `run.json` for `runs/a/run.json`.
  package static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// `path` from the root: its folder as the system knows it, without `.`, `..` and symbolic links,
  /// and its own name, which may be that of a link.
  ///
  /// A path as it was given where the folder is not there, or its name is not UTF-8. Leaving `..` out
  /// by name alone would lead elsewhere behind a link.
  package static func absolute(_ path: String) -> String {
    let name = name(of: path)
    let isName = !name.isEmpty && name != "." && name != ".."
    guard let resolved = realpath(isName ? folder(of: path) : path, nil) else { return path }
    defer { free(resolved) }
    guard let folder = String(validatingCString: resolved) else { return path }
    return isName ? (folder == "/" ? "/\(name)" : "\(folder)/\(name)") : folder
  }
}
