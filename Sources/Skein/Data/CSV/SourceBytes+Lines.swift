import Foundation

extension SourceBytes {
  /// Makes `\r\r\n`, which programs write that translate line ends twice, one line end.
  mutating func joinLineEnds() {
    let head = bytes.prefix(1 << 16)
    guard let place = head.firstIndex(of: 13), place + 2 < head.count, head[place + 1] == 13,
      head[place + 2] == 10
    else { return }
    var end = 0
    var at = 0
    while at < count {
      if base[at] == 13, at + 2 < count, base[at + 1] == 13, base[at + 2] == 10 {
        base[end] = 10
        at += 3
      } else {
        base[end] = base[at]
        at += 1
      }
      end += 1
    }
    truncate(to: end)
  }

  /// Makes each run of blanks between two fields a tab, and leaves out those around a line, so that a
  /// table whose columns are separated by any number of blanks has one sign between them.
  mutating func joinBlanks() {
    var end = 0
    var at = 0
    var isQuoted = false
    var isLineStart = true
    while at < count {
      let byte = base[at]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, byte == 0x20 || byte == 9 {
        while at < count, base[at] == 0x20 || base[at] == 9 { at += 1 }
        let isEnd = at == count || base[at] == 10 || base[at] == 13
        if !isLineStart, !isEnd {
          base[end] = 9
          end += 1
        }
        continue
      }
      isLineStart = !isQuoted && (byte == 10 || byte == 13)
      base[end] = byte
      end += 1
      at += 1
    }
    truncate(to: end)
  }

  /// Whether the columns are separated by runs of blanks: the beginning makes a sound table that way,
  /// and none otherwise.
  func hasBlankColumns(
    start: Int, file: String, options: DataOptions, dialect: Dialect
  ) -> Bool {
    if let delimiter = options.delimiter { return delimiter == 0x20 }
    let head = bytes[start..<min(start + 1 << 16, count)]
    // Cut at a line's end, since a number that is cut would be another one.
    let last =
      head.count == count - start ? head.endIndex : (head.lastIndex(of: 10) ?? head.endIndex)
    let lines = Array(head[..<last])
    guard lines.contains(0x20), var copy = try? SourceBytes.copy(lines, file: file) else {
      return false
    }
    var search = LayoutSearch(copy.bytes, file: file, options: options, dialect: dialect)
    let plain = search.bestScore(start: 0)
    let tearsHours = search.tearsHours(start: 0)
    copy.joinBlanks()
    search = LayoutSearch(copy.bytes, file: file, options: options, dialect: dialect)
    let blank = search.score(delimiter: 9, start: 0)
    if blank.width < 2 || !blank.hasNumbers { return false }
    // Decimal commas behind a date look like its hours.
    return blank.score > plain + 0.05 || blank.score > plain - 1e-9 && tearsHours
  }
}
