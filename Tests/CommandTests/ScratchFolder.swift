import Foundation

/// A folder for one test, gone when the test ends.
final class ScratchFolder {
  let root: String

  init() throws {
    root =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("skein-command-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func lines(_ name: String) throws -> [String] {
    try text(name).split(separator: "\n").map(String.init)
  }

  func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
  }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// A table of two waves, `a` and `b`, with a month from 1990-01 on for each row.
  func writeWaves(_ name: String, rows: Int) throws {
    var text = "date,a,b\n"
    for row in 0..<rows {
      let month = String(format: "%04d-%02d", 1990 + row / 12, row % 12 + 1)
      text += "\(month),\(wave(row, 7)),\(wave(row, 11))\n"
    }
    try write(name, text)
  }

  /// A triangle wave from −1 to 1, in exact decimal numbers.
  private func wave(_ row: Int, _ half: Int) -> String {
    let phase = row % (2 * half)
    return String(format: "%.3f", Double(2 * min(phase, 2 * half - phase) - half) / Double(half))
  }
}
