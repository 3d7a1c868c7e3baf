/// Numbers that a comma cuts in two which is their decimal sign.
enum TornNumbers {
  /// Whether a comma cuts the numbers of one column in two: a name without one above whole numbers.
  static func areSure(
    _ sample: SampleTable, _ width: Int, _ search: LayoutSearch
  ) -> Bool {
    guard search.options.delimiter == nil, sample.delimiter == UInt8(ascii: ","), width == 2,
      search.options.form.headerRows != 0, let first = sample.head.first, first.fields.count == 1
    else { return false }
    let scanner = CSVScanner(search.bytes, delimiter: sample.delimiter)
    return sample.body(2).allSatisfy { record in
      record.fields.allSatisfy { field in
        !field.range.isEmpty && scanner.content(field).allSatisfy { $0 &- 0x30 <= 9 || $0 == 0x2D }
      }
    }
  }

  /// Refuses columns without a name behind those that have one, where all numbers are whole: commas cut
  /// them, and more stand at the end of the names than at the end of the rows.
  ///
  /// - Throws: `DataError.tornNumbers`.
  static func check(_ header: HeaderSearch, names: [String]) throws(DataError) {
    let columns = header.columns
    let unnamed = names.reversed().prefix { $0.isEmpty }.count
    guard header.search.options.delimiter == nil, header.search.options.form.decimal != ".",
      header.sample.delimiter == UInt8(ascii: ","), unnamed > 0, unnamed < names.count - 1,
      columns.suffix(unnamed).contains(where: { $0.numbers > 0 }),
      columns.allSatisfy({ $0.numbers == $0.longWhole + $0.shortWhole }),
      let row = header.body.first
    else { return }
    let texts = row.fields.suffix(2).map { header.scanner.text($0) ?? "" }
    throw .tornNumbers(
      file: header.search.file, line: row.line, whole: texts[0], rest: texts[1])
  }

  /// Refuses what may be two columns of whole numbers or one of decimals: no name tells, and the second
  /// has as many digits in all rows.
  ///
  /// - Throws: `DataError.tornNumbers`.
  static func check(_ header: HeaderSearch, _ kinds: [CSVLayout.Kind]) throws(DataError) {
    let options = header.search.options
    let numbers = kinds.indices.filter { kinds[$0] != .text }
    guard options.delimiter == nil, options.form.decimal != ".",
      header.sample.delimiter == UInt8(ascii: ","),
      numbers == [kinds.count - 2, kinds.count - 1], kinds.count <= 3,
      !header.isConsecutive(numbers[0], header.sample.head)
    else { return }
    var digits: Set<Int> = []
    var values: Set<[UInt8]> = []
    for record in header.sample.head {
      guard record.fields.count == kinds.count else { return }
      let parts = numbers.map { Array(header.scanner.content(record.fields[$0])) }
      guard parts[0].first.map({ $0 &- 0x30 <= 9 || $0 == 0x2D }) ?? false,
        parts[0].dropFirst().allSatisfy({ $0 &- 0x30 <= 9 }),
        parts[1].allSatisfy({ $0 &- 0x30 <= 9 }), !parts[1].isEmpty
      else { return }
      digits.insert(parts[1].count)
      values.insert(parts[1])
    }
    guard digits.count == 1, values.count > 2, let first = header.sample.head.first else { return }
    let texts = numbers.map { header.scanner.text(first.fields[$0]) ?? "" }
    throw .tornNumbers(file: header.search.file, line: first.line, whole: texts[0], rest: texts[1])
  }
}
