import Skein

/// Small tables for readers, made of a wave that no two neighbours of are equal.
enum Tables {
  /// 11.6, 13.4, …: a wave with one decimal.
  static func value(_ row: Int) -> Double {
    let wave = [0, 18, 31, 40, 36, 25, 9, -8, -22, -30, -25, -13]
    return Double(116 + wave[row % 12] + row % 5) / 10
  }

  /// The value with a decimal sign.
  static func text(_ row: Int, _ decimal: Character = ".") -> String {
    String("\(value(row))".map { $0 == "." ? decimal : $0 })
  }

  /// A table of `rows` lines below a header, if there is one.
  static func table(_ header: String?, rows: Int = 40, _ line: (Int) throws -> String) rethrows
    -> String
  {
    try ((header.map { [$0] } ?? []) + (0..<rows).map(line)).joined(separator: "\n") + "\n"
  }

  /// Day `row` of 2021 in a pattern.
  static func day(_ row: Int, _ notation: String) throws -> String {
    try time(row * 86_400, notation)
  }

  /// So many seconds after the beginning of 2021 in a pattern.
  static func time(_ seconds: Int, _ notation: String) throws -> String {
    let pattern = try pattern(notation)
    let start = 1_609_459_200
    return pattern.text((start + seconds) * TimePattern.second, like: "") ?? "?"
  }

  private static func pattern(_ notation: String) throws -> TimePattern {
    guard let pattern = TimePattern(notation: notation) else {
      throw Unreadable(notation: notation)
    }
    return pattern
  }

  struct Unreadable: Error { var notation: String }

  static func read(_ text: String, _ options: DataOptions = DataOptions()) throws -> Series {
    try CSVReader.read(bytes: Array(text.utf8), name: "t.csv", options: options)
  }

  /// What reading refuses a table with.
  static func refusal(_ text: String, _ options: DataOptions = DataOptions()) -> String {
    do {
      let series = try read(text, options)
      return "no refusal but \(series.rows) rows: \(series.reading?.summary ?? "")"
    } catch { return "\(error)" }
  }
}

extension Series {
  /// The values of the first target.
  var target: [Double] {
    (0..<rows).map { value(row: $0, column: targetColumns[0]) }
  }

  /// All that the reader has to say.
  var told: String {
    ([reading?.summary ?? ""] + (reading?.notes ?? [])).joined(separator: "\n")
  }
}
