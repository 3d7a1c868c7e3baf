/// The files in which sequences lie: a folder of which each folder is a class and each file in it a
/// sequence, or tables.
package struct SequenceFiles {
  struct File {
    var path: String
    /// What the sequence is called, where the file is one.
    var name: String
    /// The class that the folder is named after.
    var label: String?
  }

  let files: [File]
  /// Whether folders are named after classes.
  var hasClasses: Bool { files.first?.label != nil }

  /// - Throws: `DataError` for names that stand for no files.
  init(_ names: [String], _ task: TaskSettings) throws {
    if task.kind == .classify, task.sequence == nil, let classes = try Self.classes(names) {
      files = try classes.flatMap { name in
        let folder = "\(names[0])/\(name)"
        return try TextFile.names(in: folder, areFolders: false).map {
          File(path: "\(folder)/\($0)", name: "\(name)/\($0)", label: name)
        }
      }
    } else {
      files = try TableNames.parts(of: names).map { File(path: $0, name: FilePath.name(of: $0)) }
    }
  }

  /// The folders within the one that is named; nil where there are none.
  private static func classes(_ names: [String]) throws -> [String]? {
    guard names.count == 1, TextFile.isFolder(names[0]) else { return nil }
    let classes = try TextFile.names(in: names[0], areFolders: true)
    return classes.isEmpty ? nil : classes
  }

  /// Whether a folder has folders whose files are tables by their names, rather than texts.
  package static func areTables(_ names: [String]) throws -> Bool {
    for name in try classes(names) ?? [] {
      let inside = try TextFile.names(in: "\(names[0])/\(name)", areFolders: false)
      if let first = inside.first { return TableNames.hasColumns(first) }
    }
    return false
  }
}
