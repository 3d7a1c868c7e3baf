/// What one field of a column of numbers holds.
enum FieldNumber: Equatable {
  case number(Double)
  /// Nothing, or the word for it.
  case missing(marker: String?)
  case infinite
  case text

  /// Reads a field that is not plainly a number: one with signs between thousands, a unit, invisible
  /// characters, or a word.
  static func read(_ field: UnsafeBufferPointer<UInt8>, _ layout: CSVLayout) -> FieldNumber {
    let text = CellText(field)
    if text.bytes.isEmpty { return .missing(marker: nil) }
    if let value = value(text.bytes, layout) {
      return layout.markerNumbers.contains(value)
        ? .missing(marker: String(decoding: text.bytes, as: UTF8.self)) : .number(value)
    }
    if text.bytes.count <= 40 {
      let word = String(decoding: text.bytes, as: UTF8.self)
      if layout.markers.contains(word.lowercased()) { return .missing(marker: word) }
    }
    if text.isInfinite { return .infinite }
    if let (bytes, factor) = text.undecorated, let value = value(bytes, layout) {
      return .number(value * factor)
    }
    return .text
  }

  private static func value(_ bytes: [UInt8], _ layout: CSVLayout) -> Double? {
    if let value = layout.form.value(bytes) { return value }
    for form in layout.rarerForms {
      if let value = form.value(bytes) { return value }
    }
    return nil
  }
}
