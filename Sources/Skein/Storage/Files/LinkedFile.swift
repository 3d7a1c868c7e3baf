import Foundation

/// The file that a name in a folder stands for, symbolic links followed.
///
/// Paths in links are bytes: they need not be UTF-8, and so they never become a `String`.
struct LinkedFile {
  /// Where the file lies, or will lie.
  let folder: Folder
  /// Its name there, with a zero at its end.
  let name: [CChar]

  private static let mostLinks = 40

  /// - Throws: `FileError` when something else than a regular file is there, or links lead nowhere.
  init(_ place: FilePlace) throws(FileError) {
    var folder = try place.folder()
    var name = Array(place.name.utf8CString)
    for _ in 0..<Self.mostLinks {
      var status = stat()
      guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        let code = errno
        guard code == ENOENT, name.count > 1 else {
          throw .system(.create, path: place.path, code: code)
        }
        (self.folder, self.name) = (folder, name)
        return
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        (self.folder, self.name) = (folder, name)
        return
      case S_IFLNK:
        let target = try Self.target(of: name, in: folder, place)
        let slash = target.lastIndex(of: CChar(UInt8(ascii: "/")))
        if let slash { folder = try Self.folder(Array(target[...slash]), from: folder, place) }
        name = Array(target[(slash.map { $0 + 1 } ?? 0)...])
      default:
        throw .notRegular(path: place.path)
      }
    }
    throw .system(.create, path: place.path, code: ELOOP)
  }

  private static func target(
    of name: [CChar], in folder: Folder, _ place: FilePlace
  ) throws(FileError) -> [CChar] {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlinkat(folder.descriptor, name, &target, target.count - 1)
    guard count > 0 else { throw .system(.create, path: place.path, code: errno) }
    return Array(target[..<count]) + [0]
  }

  private static func folder(
    _ path: [CChar], from folder: Folder, _ place: FilePlace
  ) throws(FileError) -> Folder {
    let opened = openat(folder.descriptor, path + [0], O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw .system(.create, path: place.path, code: errno) }
    return Folder(path: FilePath.folder(of: place.path), descriptor: opened)
  }
}
