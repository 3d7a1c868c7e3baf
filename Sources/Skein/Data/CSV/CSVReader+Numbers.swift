/// Numbers of a row.
extension CSVReader {
  /// Reads a number straight from the file's bytes; whatever is not plainly one is read again as a
  /// field.
  @inline(__always)
  mutating func readNumber(
    _ column: Int, _ target: UnsafeMutablePointer<Double>, _ isEmpty: inout Bool
  ) throws(DataError) -> CSVScanner.Terminator {
    let line = scanner.line
    if let base = scanner.bytes.baseAddress {
      var start = base + scanner.position
      while scanner.isSpace(start.pointee) { start += 1 }
      let isQuoted = start.pointee == scanner.quote
      if isQuoted { start += 1 }
      if let (value, end) = DecimalNumber.scan(start, point: layout.form.decimal),
        !isQuoted || end.pointee == scanner.quote
      {
        let next = isQuoted ? end + 1 : end
        let place = next - base
        let isEnd = place == scanner.bytes.count
        if isEnd || next.pointee == scanner.delimiter || scanner.isLineEnd(next.pointee) {
          let isPlain = layout.markerNumbers.isEmpty || !layout.markerNumbers.contains(value)
          if value.magnitude <= Self.largest, isPlain {
            target.pointee = value
            isEmpty = false
            return scanner.terminate(at: place)
          }
        }
      }
    }
    let field = try nextField(column)
    if !field.range.isEmpty { isEmpty = false }
    let value = try number(field, line: line, column: column)
    store(value, target, line: line, column: column)
    return field.terminator
  }

  /// What a scaled value must fit into.
  private static let largest = Double(Float.greatestFiniteMagnitude)

  /// The value that a field holds, NaN if it is missing.
  mutating func number(
    _ field: CSVScanner.Field, line: Int, column: Int
  ) throws(DataError) -> Double {
    let content = scanner.content(field)
    if content.isEmpty { return .nan }
    func place() -> DataPlace { layout.place(file, line: line, column: column) }
    func shown() -> String { String(decoding: content.prefix(400), as: UTF8.self) }
    switch FieldNumber.read(content, layout) {
    case .missing(let marker):
      if let marker { builder.note(marker: marker) }
      return .nan
    case .number(let value):
      if value.magnitude > Self.largest { throw .tooLarge(place(), value: shown()) }
      return value
    case .infinite: throw .notFinite(place(), value: shown())
    case .text: throw .notANumber(place(), value: shown())
    }
  }

  /// Writes a value and notes it if it is missing.
  mutating func store(
    _ value: Double, _ target: UnsafeMutablePointer<Double>, line: Int, column: Int
  ) {
    if value.isNaN { builder.noteMissing(layout.place(file, line: line, column: column)) }
    target.pointee = value
  }

  /// Writes what stands for a text of a static column; an empty one is missing.
  mutating func storeText(
    _ text: String, _ place: (column: Int, slot: Int), _ row: UnsafeMutablePointer<Double>,
    line: Int
  ) {
    let code = text.isEmpty ? .nan : builder.code(of: text, inStatic: place.column)
    store(code, row + place.slot, line: line, column: selection.columns[place.slot])
  }
}
