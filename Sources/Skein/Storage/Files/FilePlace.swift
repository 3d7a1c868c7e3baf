import Foundation

/// Where a file goes: a name in a folder that is held open, or a path whose folder is looked for when
/// the file is written.
package struct FilePlace: Sendable {
  /// As the caller named it.
  package let path: String
  package let name: String
  private let held: Folder?

  package init(_ name: String, in folder: Folder) {
    self.name = name
    path = folder.path(of: name)
    held = folder
  }

  package init(path: String) {
    self.path = path
    name = FilePath.name(of: path)
    held = nil
  }

  /// - Throws: `FileError` when the folder of a path is not there.
  package func folder() throws(FileError) -> Folder {
    if let held { return held }
    do {
      return try Folder(path: FilePath.folder(of: path))
    } catch {
      switch error {
      case .system(_, _, let code): throw .system(.create, path: path, code: code)
      case .notFolder: throw .system(.create, path: path, code: ENOTDIR)
      default: throw error
      }
    }
  }
}
