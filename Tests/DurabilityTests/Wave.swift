import Foundation
import Support

extension ScratchFolder {
  /// A table of one column: a wave that does not repeat.
  func writeWave(_ name: String, rows: Int) throws {
    let values = (0..<rows).map { row in
      String(format: "%.4f", Double(row * row % 997) / 997)
    }
    try write(name, "value\n" + values.joined(separator: "\n") + "\n")
  }
}
