import Foundation

/// The sources of this package, as they lie beside the tests.
enum Sources {
  /// A Swift file's path below a folder, and its text.
  struct File {
    var path: String
    var text: String
  }

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Sources")

  /// All Swift files below `Sources/folder`, by path; symbolic links are not followed.
  static func files(in folder: String = "") throws -> [File] {
    let top = folder.isEmpty ? root.path : root.appendingPathComponent(folder).path
    guard let paths = FileManager.default.enumerator(atPath: top) else { throw Missing(path: top) }
    let files = try paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
      .map { File(path: $0, text: try String(contentsOfFile: "\(top)/\($0)", encoding: .utf8)) }
    if files.isEmpty { throw Missing(path: top) }
    return files
  }

  struct Missing: Error, CustomStringConvertible {
    var path: String

    var description: String {
      "\(path) holds no Swift files; this test reads the sources, so run it from a checkout"
    }
  }
}
