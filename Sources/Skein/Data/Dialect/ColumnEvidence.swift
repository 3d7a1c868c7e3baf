/// What the values of one column show.
struct ColumnEvidence {
  private(set) var missing = 0
  private(set) var text = 0
  private(set) var decorated = 0
  private(set) var infinite = 0
  /// Numbers in each form of `NumberForm.all`.
  private(set) var forms = [Int](repeating: 0, count: NumberForm.all.count)
  private(set) var numbers = 0
  /// Numbers of digits alone that have at least four, and those that have fewer.
  private(set) var longWhole = 0
  private(set) var shortWhole = 0
  /// The first values that are text.
  private(set) var texts: [String] = []

  static let mostTexts = 40

  mutating func add(_ content: UnsafeBufferPointer<UInt8>, markers: Set<String>) {
    switch CellShape(content, markers: markers) {
    case .missing: missing += 1
    case .infinite: infinite += 1
    case .decorated(let found):
      decorated += 1
      add(found)
    case .number(let found):
      numbers += 1
      if found.isWhole {
        let digits = content.count { $0 &- 0x30 <= 9 }
        if digits > 3 { longWhole += 1 } else { shortWhole += 1 }
      }
      add(found)
    case .text:
      text += 1
      if texts.count < Self.mostTexts {
        texts.append(String(decoding: content.prefix(100), as: UTF8.self))
      }
    }
  }

  private mutating func add(_ found: NumberForms) {
    for index in forms.indices where found.contains(form: index) { forms[index] += 1 }
  }

  /// Values that are there.
  var present: Int { numbers + decorated + infinite + text }

  var kind: CSVLayout.Kind {
    if present == 0 { return .unknown }
    // Some mistyped numbers do not make a column of text.
    if 2 * text > present { return .text }
    return decorated > numbers + infinite ? .decorated : .number
  }

  /// The part of the column that is as it should be, from 0 to 1.
  ///
  /// - Parameter delimiters: what stands between the columns of other tables; text in which one stands
  ///   beside a digit was probably cut at the wrong place.
  func soundness(_ delimiters: [UInt8]) -> Double {
    guard present > 0 else { return 1 }
    guard kind == .text else { return Double(present - text) / Double(present) }
    if !TimePattern.search(texts).isEmpty { return 1 }
    let torn = texts.count { text in
      let bytes = Array(text.utf8)
      return bytes.indices.contains { index in
        delimiters.contains(bytes[index])
          && (index > 0 && bytes[index - 1] &- 0x30 <= 9
            || index + 1 < bytes.count && bytes[index + 1] &- 0x30 <= 9)
      }
    }
    return 0.8 * (1 - Double(torn) / Double(max(texts.count, 1)))
  }
}

extension [ColumnEvidence] {
  /// What the columns of some records show.
  init(
    _ records: [SampleTable.Record], width: Int, scanner: CSVScanner, markers: Set<String>
  ) {
    self = [ColumnEvidence](repeating: ColumnEvidence(), count: width)
    for record in records {
      for (column, field) in record.fields.prefix(width).enumerated() {
        let content = scanner.content(field)
        self[column].add(content, markers: markers)
      }
    }
  }

  /// The form of the numbers, and what else could be meant.
  struct NumberReading {
    var form: NumberForm
    /// Another form in which they make as much sense.
    var other: NumberForm?
    /// Whether points stand before three digits each, so that they could be thousands elsewhere.
    var hasThreeDecimals = false
    /// Whether some number is none with the other decimal sign.
    var isDecimalKnown = false
  }

  /// The form in which most numbers are numbers.
  ///
  /// - Parameter known: a form that is taken where it fits as well as any other.
  func numberForm(known: NumberForm?) -> NumberReading {
    let all = NumberForm.all
    var counts = [Int](repeating: 0, count: all.count)
    for column in self where column.kind != .text {
      for index in counts.indices { counts[index] += column.forms[index] }
    }
    let most = counts.max() ?? 0
    var reading = numberForm(counts, most, known)
    let other = all.indices.filter { all[$0].decimal != reading.form.decimal }
    reading.isDecimalKnown = other.allSatisfy { counts[$0] < most }
    return reading
  }

  private func numberForm(_ counts: [Int], _ most: Int, _ known: NumberForm?) -> NumberReading {
    let all = NumberForm.all
    if let known, let index = all.firstIndex(of: known), counts[index] == most {
      return NumberReading(form: known)
    }
    let best = counts.firstIndex(of: most) ?? 0
    // A decimal sign, or a sign between thousands: 1,234 and 1.234.
    let rival = best == 0 ? 3 : 2
    guard most > 0, best < 2, counts[rival] == most else { return NumberReading(form: all[best]) }
    let signed = filter { $0.forms[1 - best] < $0.forms[best] }
    if signed.isEmpty || signed.contains(where: { $0.longWhole > 0 }) {
      return NumberReading(form: all[best])
    }
    let hasWhole = signed.contains { $0.shortWhole > 0 }
    if best == 0, !hasWhole { return NumberReading(form: all[0], hasThreeDecimals: true) }
    // Numbers below a thousand have no sign between thousands.
    if best == 1, hasWhole { return NumberReading(form: all[2]) }
    return NumberReading(form: all[best], other: all[rival])
  }
}
