import Foundation

/// Writes a file below a folder that stands for `/`.
func write(_ text: String, to path: String, under root: String) throws {
  let url = URL(fileURLWithPath: root + path)
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(text.utf8).write(to: url)
}
