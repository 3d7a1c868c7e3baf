import Foundation
import Support

extension ScratchFolder {
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
