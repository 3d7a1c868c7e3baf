import Foundation

/// A new folder for one test, removed with everything in it when `body` returns or throws.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path = NSTemporaryDirectory() + "skein-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// The names in a folder, sorted.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// The bytes of a file that a script beside it made.
func goldenBytes(_ path: String) throws -> [UInt8] {
  let root = Bundle.module.bundleURL.appendingPathComponent("Golden")
  return Array(try Data(contentsOf: root.appendingPathComponent(path)))
}
