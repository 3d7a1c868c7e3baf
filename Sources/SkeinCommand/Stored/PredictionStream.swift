import Skein

/// `skein predict RUN --stream`: readings in, a prediction out for each, at once.
struct PredictionStream {
  enum Failure: Error, CustomStringConvertible {
    case missingColumns([String], given: [String])
    case columns(line: Int, count: Int, inputs: [String])
    case noNumber(line: Int, text: String, column: String)

    var description: String {
      switch self {
      case .missingColumns(let names, let given):
        "the first line of standard input names \(TerminalText.names(given)), but not"
          + " \(TerminalText.names(names)), which the model was trained on"
      case .columns(let line, let count, let inputs):
        "line \(line) of standard input has \(NumberText.count(count, "value")), not"
          + " \(inputs.count): give \(TerminalText.names(inputs)), separated by commas"
      case .noNumber(let line, let text, let column):
        "line \(line) of standard input has"
          + " \(text.isEmpty ? "nothing" : "'\(TerminalText.name(text))'") for"
          + " \(TerminalText.name(column)), which is no number"
      }
    }
  }

  private let stream: ForecastStream
  private var reader = LineReader()
  /// Where each input stands in a line, and how many values a line has.
  private var places: [Int]
  private var width: Int

  init(_ forecaster: Forecaster) throws {
    stream = try ForecastStream(forecaster)
    places = Array(forecaster.preparation.inputs.indices)
    width = places.count
  }

  /// Until standard input ends.
  mutating func run() throws {
    let targets = stream.preparation.targets
    let steps = stream.preparation.steps
    let names = (1...steps).flatMap { step in
      targets.map { target in
        (["prediction"] + (targets.count == 1 ? [] : [target]) + (steps == 1 ? [] : ["\(step)"]))
          .joined(separator: " ")
      }
    }
    try StandardOutput.write(CSVWriter.line((["row"] + names).map { .text($0) }))
    while let line = try reader.next() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
      if fields == [""] { continue }
      if reader.lines == 1, fields.contains(where: { Self.number($0) == nil }) {
        try takeNames(fields)
        continue
      }
      try answer(try reading(fields))
    }
  }

  /// The row that is predicted, the first of several, counted from the first reading as 1; no number until
  /// there is a window.
  private func answer(_ reading: [Double]) throws {
    let prediction = stream.next(reading)
    let preparation = stream.preparation
    let row = stream.readings + preparation.horizon - preparation.steps + 1
    let count = preparation.steps * preparation.targets.count
    let numbers: [CSVWriter.Field] =
      prediction?.map { .double($0) } ?? [CSVWriter.Field](repeating: .missing, count: count)
    try StandardOutput.write(CSVWriter.line([.integer(row)] + numbers))
  }

  private mutating func takeNames(_ names: [String]) throws {
    let inputs = stream.preparation.inputs
    let missing = inputs.filter { !names.contains($0) }
    if !missing.isEmpty { throw Failure.missingColumns(missing, given: names) }
    places = inputs.compactMap { names.firstIndex(of: $0) }
    width = names.count
  }

  private func reading(_ fields: [String]) throws -> [Double] {
    let inputs = stream.preparation.inputs
    if fields.count != width {
      throw Failure.columns(line: reader.lines, count: fields.count, inputs: inputs)
    }
    return try zip(places, inputs).map { place, column in
      guard let value = Self.number(fields[place]) else {
        throw Failure.noNumber(line: reader.lines, text: fields[place], column: column)
      }
      return value
    }
  }

  private static func trimmed(_ field: Substring) -> String {
    let text = field.drop { $0 == " " || $0 == "\t" }
    let end = text.lastIndex { $0 != " " && $0 != "\t" }
    let plain = end.map { text[...$0] } ?? ""
    return plain.count >= 2 && plain.first == "\"" && plain.last == "\""
      ? String(plain.dropFirst().dropLast()) : String(plain)
  }

  /// As tables are read: a decimal number, whatever the program's locale.
  private static func number(_ text: String) -> Double? {
    var bytes = Array(text.utf8)
    bytes.append(0)
    return bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress, let (value, next) = DecimalNumber.scan(start),
        next == start + (bytes.count - 1), value.isFinite
      else { return nil }
      return value
    }
  }
}
