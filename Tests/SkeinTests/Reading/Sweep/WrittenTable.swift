import Skein

/// A table whose numbers and labels are known, written in one of all the ways in which tables are written.
///
/// The writer shares nothing with the reader: numbers are made of digits, times by `WrittenTime`, bytes here.
struct WrittenTable {
  enum Quotes: CaseIterable { case none, text, all }
  enum Heading: CaseIterable { case none, names, units }
  enum Preamble: CaseIterable { case none, title, titleAndBlank, remarks, fields }
  enum Encoding: CaseIterable { case utf8, marked, little, big, windows1252 }
  enum LineEnd: String, CaseIterable {
    case lineFeed = "\n", both = "\r\n", old = "\r", doubled = "\r\r\n"
  }
  /// What the numbers look like.
  enum Shape: CaseIterable {
    /// One decimal, two decimals and thousands, whole.
    case mixed
    /// Three decimals, which look like thousands.
    case threeDecimals
    /// Whole numbers to some thousands.
    case whole
    /// One column of one decimal.
    case alone
  }

  /// Labels: their columns, and the seconds between rows; 0 is a month.
  static let times: [(forms: [String], step: Int)] = [
    ([], 0), (["Y-m-d"], 86_400), (["d.m.Y"], 86_400), (["m/d/Y"], 86_400), (["d/m/Y"], 86_400),
    (["n/e/y"], 86_400), (["Ymd"], 86_400), (["b d, Y"], 86_400), (["e B Y"], 86_400),
    (["d-b-y"], 86_400), (["Y-m"], 0), (["Ym"], 0), (["b Y"], 0), (["m/Y"], 0),
    (["Y-m-d H:M:S"], 3600), (["Y-m-dTH:M:SZ"], 3600), (["Y-m-dTH:M:S+02:00"], 900),
    (["d.m.Y H:M"], 3600), (["d/m/Y H.M.S"], 3600), (["n/e/Y l:M p"], 3600), (["Y/m/d H:M"], 600),
    (["YmdHMS"], 60), (["YmdH"], 3600), (["u"], 60), (["t"], 1000), (["Y-m-d", "H:M:S"], 3600),
    (["d.m.Y", "H:M"], 1800), (["Y", "n", "e", "G"], 3600), (["Y", "n"], 0), (["H:M:S d/m/Y"], 900),
  ]
  static let delimiters = [",", ";", "\t", "|", "  "]
  static let thousands = ["", ",", ".", " ", "'"]
  static let markers = [nil, "", "NA", "?", "-", "null", "#N/A"]

  private(set) var delimiter = ","
  private(set) var decimal = "."
  private(set) var thousands = ""
  private(set) var quotes = Quotes.none
  private(set) var heading = Heading.names
  private(set) var time = 0
  private(set) var marker: String?
  private(set) var preamble = Preamble.none
  private(set) var encoding = Encoding.utf8
  private(set) var lineEnd = LineEnd.lineFeed
  private(set) var shape = Shape.mixed
  private(set) var hasLabelsLast = false
  private(set) var endsWithLineEnd = true

  static let rows = 40

  /// How many ways there are.
  static var count: Int {
    delimiters.count * 2 * Self.thousands.count * Quotes.allCases.count * Heading.allCases.count
      * times.count * markers.count * Preamble.allCases.count * Encoding.allCases.count
      * LineEnd.allCases.count * Shape.allCases.count * 4
  }

  /// The number of a way for each number, far from those of its neighbours.
  static func number(_ index: Int) -> Int {
    // The finishing steps of SplitMix64.
    var mixed = UInt64(index) &+ 1
    mixed = mixed &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(count))
  }

  /// One of them; nil where the file could be read as another table by anybody.
  init?(_ number: Int) {
    var rest = number
    func choose(_ count: Int) -> Int {
      defer { rest /= count }
      return rest % count
    }
    delimiter = Self.delimiters[choose(Self.delimiters.count)]
    decimal = [".", ","][choose(2)]
    thousands = Self.thousands[choose(Self.thousands.count)]
    quotes = Quotes.allCases[choose(3)]
    heading = Heading.allCases[choose(3)]
    time = choose(Self.times.count)
    marker = Self.markers[choose(Self.markers.count)]
    preamble = Preamble.allCases[choose(Preamble.allCases.count)]
    encoding = Encoding.allCases[choose(Encoding.allCases.count)]
    lineEnd = LineEnd.allCases[choose(LineEnd.allCases.count)]
    shape = Shape.allCases[choose(Shape.allCases.count)]
    hasLabelsLast = choose(2) == 1
    endsWithLineEnd = choose(2) == 1
    guard isMeant else { return nil }
  }

  private var forms: [String] { Self.times[time].forms }

  /// Whether the writer wrote what has one meaning to begin with.
  private var isMeant: Bool {
    if thousands == decimal { return false }
    let isQuoted = quotes == .all
    // A sign between columns cuts numbers and labels that have it and no quotes.
    if !isQuoted, delimiter == decimal || delimiter == thousands { return false }
    if delimiter == "  ", !isQuoted, thousands == " " || marker == "" { return false }
    let labels = forms.joined()
    if quotes == .none, delimiter == ",", labels.contains(",") { return false }
    if quotes == .none, delimiter == "  ", labels.contains(" ") { return false }
    // Parts of a date have no meaning without names.
    if forms.count > 1, heading == .none || forms[0] == "Y" && hasLabelsLast { return false }
    if heading == .none, hasLabelsLast, ["Ymd", "Ym", "YmdH", "YmdHMS", "u", "t"].contains(labels) {
      return false
    }
    if heading == .none, ["Ym", "YmdH", "YmdHMS"].contains(labels) { return false }
    // Empty lines of one column are rows or not.
    if shape == .alone, forms.isEmpty, marker != nil || delimiter != ";" || quotes == .all {
      return false
    }
    return true
  }

  // MARK: What is meant

  /// The digits of a number: before and behind the decimal sign.
  private func digits(_ row: Int, _ column: Int) -> (minus: Bool, whole: String, fraction: String) {
    let mixed = (row * 37 + column * 101) % 97
    switch (shape, column) {
    case (.mixed, 0), (.alone, _): return (false, "\(11 + mixed % 9)", "\(1 + mixed % 8)")
    case (.mixed, 1): return (row % 7 == 3, "\(1200 + 371 * mixed % 9000)", "\(10 + mixed % 80)")
    case (.mixed, _): return (row % 5 == 1, "\(mixed)", "")
    case (.threeDecimals, _): return (false, "\(1 + mixed % 9)", "\(100 + 7 * mixed % 890)")
    case (.whole, _): return (false, "\(700 + 37 * mixed % 2500)", "")
    }
  }

  var columns: [String] { Array(["alpha", "beta", "gamma"].prefix(shape == .alone ? 1 : 3)) }

  private func isMissing(_ row: Int, _ column: Int) -> Bool {
    marker != nil && column == columns.count - 1 && [0, 9, 10, 33].contains(row)
  }

  /// The value, NaN where it is missing.
  func value(_ row: Int, _ column: Int) -> Double {
    if isMissing(row, column) { return .nan }
    let (minus, whole, fraction) = digits(row, column)
    let number = Double(whole + (fraction.isEmpty ? "" : ".\(fraction)")) ?? .nan
    return minus ? -number : number
  }

  private func moment(_ row: Int) -> WrittenTime {
    let step = Self.times[time].step
    return step == 0 ? WrittenTime(month: row, of: 2011) : WrittenTime(19 * 3600 + row * step)
  }

  private func parts(_ row: Int) -> [String] { forms.map { moment(row).text($0) } }

  func label(_ row: Int) -> String {
    forms.isEmpty ? "\(row + 1)" : parts(row).joined(separator: " ")
  }

  // MARK: How it is written

  private func number(_ row: Int, _ column: Int) -> String {
    if isMissing(row, column) { return marker ?? "" }
    let (minus, whole, fraction) = digits(row, column)
    var grouped = whole
    if !thousands.isEmpty, whole.count > 3 {
      let cut = whole.index(whole.endIndex, offsetBy: -3)
      grouped = "\(whole[..<cut])\(thousands)\(whole[cut...])"
    }
    return (minus ? "-" : "") + grouped + (fraction.isEmpty ? "" : decimal + fraction)
  }

  private static let partNames = [
    ["date"], ["Date", "Time"], [], ["year", "month", "day", "hour"],
  ]

  private var labelNames: [String] {
    if forms.isEmpty { return [] }
    if forms == ["Y", "n"] { return ["year", "month"] }
    return forms == ["u"] || forms == ["t"] ? ["time"] : Self.partNames[forms.count - 1]
  }

  private func line(_ labels: [String], _ numbers: [String], isText: Bool) -> String {
    let fields = hasLabelsLast ? numbers + labels : labels + numbers
    let first = hasLabelsLast ? numbers.count : 0
    return fields.enumerated().map { place, field in
      let isLabel = place >= first && place < first + labels.count
      let isQuoted = quotes == .all || quotes == .text && (isLabel || isText)
      return isQuoted ? "\"\(field)\"" : field
    }.joined(separator: delimiter)
  }

  var text: String {
    var lines: [String] = []
    switch preamble {
    case .none: break
    case .title: lines.append("Messwerte der Größe")
    case .titleAndBlank: lines += ["Messwerte", ""]
    case .remarks: lines += ["# made by a program", "# version 2"]
    case .fields:
      lines.append(["Station", "Nord", "Ä", "B", "C", "D", "E"].joined(separator: delimiter))
    }
    if heading != .none { lines.append(line(labelNames, columns, isText: true)) }
    if heading == .units {
      lines.append(line(labelNames.map { _ in "-" }, columns.map { _ in "kWh" }, isText: true))
    }
    for row in 0..<Self.rows {
      lines.append(line(parts(row), columns.indices.map { number(row, $0) }, isText: false))
    }
    return lines.joined(separator: lineEnd.rawValue) + (endsWithLineEnd ? lineEnd.rawValue : "")
  }

  var bytes: [UInt8] {
    switch encoding {
    case .utf8: return Array(text.utf8)
    case .marked: return [0xEF, 0xBB, 0xBF] + text.utf8
    case .little: return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    case .big: return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    case .windows1252: return text.unicodeScalars.map { UInt8($0.value) }
    }
  }

  // MARK: What comes of it

  enum Outcome {
    case right
    case refused(String)
    case wrong(String)
  }

  /// Reads the table with all its columns and compares every number and label.
  func outcome() -> Outcome {
    var options = DataOptions(missingValues: .interpolate)
    let names = heading == .none ? nil : columns
    // Without a header a column has the number of its place.
    let first = hasLabelsLast ? 0 : forms.count
    let wanted = names ?? columns.indices.map { "column \(first + $0 + 1)" }
    options.targets = wanted
    let series: Series
    do {
      series = try CSVReader.read(bytes: bytes, name: "t.csv", options: options)
    } catch {
      return .refused("\(error)")
    }
    guard series.columns == wanted else { return .wrong("columns \(series.columns)") }
    guard series.rows == Self.rows else { return .wrong("\(series.rows) rows") }
    for row in 0..<Self.rows {
      for column in columns.indices {
        let (meant, found) = (value(row, column), series.value(row: row, column: column))
        let isFilled = series.isFilled(row: row, column: column)
        if isFilled != meant.isNaN || !isFilled && found != meant {
          return .wrong(
            "row \(row), column \(column) is \(found), filled \(isFilled); not \(meant)")
        }
      }
      if series.rowLabel(row) != label(row) {
        return .wrong("row \(row) is called \(series.rowLabel(row)), not \(label(row))")
      }
    }
    let next = series.labelsAfterEnd(1)?.first
    if let next, next != label(Self.rows) {
      return .wrong("goes on with \(next), not \(label(Self.rows))")
    }
    return .right
  }
}
