import Foundation
import Skein

/// Folders that may be meant by the beginning of the path of a run.
enum RunFolders {
  /// Those beside what was typed and, before there is a slash, those in `runs`.
  static func completing(_ prefix: String) -> [String] {
    let slash = prefix.lastIndex(of: "/")
    let base = slash.map { String(prefix[...$0]) } ?? ""
    let found = folders(in: base) + (slash == nil ? folders(in: "runs/") : [])
    return found.filter { $0.hasPrefix(prefix) }
  }

  /// The folders in a folder, whose path ends in a slash or is empty for the current one. What cannot be
  /// read has none that could be offered.
  private static func folders(in base: String) -> [String] {
    guard let folder = try? Folder(path: base.isEmpty ? "." : base),
      let names = try? folder.names()
    else { return [] }
    return names.sorted().filter { name in
      var status = stat()
      return !name.hasPrefix(".") && fstatat(folder.descriptor, name, &status, 0) == 0
        && status.st_mode & S_IFMT == S_IFDIR
    }.map { base + $0 }
  }
}
