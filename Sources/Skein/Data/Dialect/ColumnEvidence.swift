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

  /// The form of the numbers, and another one in which they could be read just as well.
  ///
  /// - Parameter known: a form that is taken where it fits as well as any other.
  func numberForm(known: NumberForm?) -> (form: NumberForm, other: NumberForm?) {
    let all = NumberForm.all
    var counts = [Int](repeating: 0, count: all.count)
    for column in self where column.kind != .text {
      for index in counts.indices { counts[index] += column.forms[index] }
    }
    let most = counts.max() ?? 0
    if let known, let index = all.firstIndex(of: known), counts[index] == most {
      return (known, nil)
    }
    let best = counts.firstIndex(of: most) ?? 0
    // A decimal comma, or a comma between thousands: 1,234.
    guard most > 0, best == 1, counts[2] == most else { return (all[best], nil) }
    let signed = filter { $0.forms[0] < $0.forms[1] }
    if signed.contains(where: { $0.longWhole > 0 }) { return (all[1], nil) }
    if signed.contains(where: { $0.shortWhole > 0 }) { return (all[2], nil) }
    return (all[1], all[2])
  }
}
