import Foundation

/// A folder for one test, gone when the test ends.
package final class ScratchFolder {
  package let root: String

  package init() throws {
    root = NSTemporaryDirectory() + "skein-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  package func path(_ name: String) -> String { "\(root)/\(name)" }

  package func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  package func bytes(_ name: String) throws -> [UInt8] { try Support.bytes(ofFile: path(name)) }

  package func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  package func lines(_ name: String) throws -> [String] {
    try text(name).split(separator: "\n").map(String.init)
  }

  /// The names in a folder, sorted.
  package func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
  }

  package func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }
}

/// The bytes of a file.
package func bytes(ofFile path: String) throws -> [UInt8] {
  // Foundation does not free its buffer for an empty file, which the address sanitizer reports.
  var status = stat()
  if stat(path, &status) == 0, status.st_size == 0 { return [] }
  return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}
