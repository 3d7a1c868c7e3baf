extension TimePattern {
  /// A time written in this pattern.
  ///
  /// - Parameter example: a label of the same table, which decides capital letters, the length of names
  ///   and the distance from UTC.
  /// Nil for times outside of the years 0 to 9999.
  package func text(_ time: Int, like example: String) -> String? {
    if let count { return Self.number(time, count, like: example) }
    var example = example
    let moment = example.withUTF8 { parse($0) }
    let offset = moment?.offset ?? 0
    let local = time + offset * Self.second
    let seconds = Int((Double(local) / Double(Self.second)).rounded(.down))
    // Far from doubles' whole numbers the quotient may be one off.
    let whole = local < seconds * Self.second ? seconds - 1 : seconds
    guard let date = CalendarDate(secondsFromEpoch: whole) else { return nil }
    let fraction = local - whole * Self.second
    let words = example.split { !$0.isLetter }.map(String.init)
    var result = ""
    for token in tokens {
      switch token {
      case .literal(let byte): result.unicodeScalars.append(UnicodeScalar(byte))
      case .year(let digits):
        let year = tokens.contains(where: Self.isWeek) ? date.week.year : date.year
        result += Self.padded(digits == 2 ? year % 100 : year, digits)
      case .number(let field, let width):
        result += Self.padded(
          Self.value(field, date), width == .plain ? 1 : field == .quarter ? 1 : 2)
      case .monthName:
        let model = words.first { TimeNames.month($0) != nil }
        result += Self.name(TimeNames.months[date.month - 1], like: model)
      case .weekdayName:
        let model = words.first { TimeNames.isWeekday($0) }
        result += Self.name(TimeNames.weekday(date.weekday, isWhole: true), like: model)
      case .half:
        let model = words.last { ["am", "pm", "a", "p"].contains($0.lowercased()) } ?? "AM"
        let word = (date.hour < 12 ? "am" : "pm").prefix(model.count)
        result += model.first?.isUppercase ?? true ? word.uppercased() : String(word)
      case .fraction(let digits):
        result += Self.fraction(fraction, digits: digits, like: example)
      case .offset:
        guard let range = moment?.offsetRange else { return nil }
        result += String(decoding: Array(example.utf8)[range], as: UTF8.self)
      }
    }
    return result
  }

  private static func isWeek(_ token: Token) -> Bool {
    if case .number(.week, _) = token { return true }
    return false
  }

  private static func value(_ field: Field, _ date: CalendarDate) -> Int {
    switch field {
    case .month: date.month
    case .day: date.day
    case .hour: date.hour
    case .hour12: (date.hour + 11) % 12 + 1
    case .minute: date.minute
    case .second: date.second
    case .quarter: (date.month + 2) / 3
    case .week: date.week.week
    }
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// A name with as many letters and in such letters as another one.
  private static func name(_ name: String, like model: String?) -> String {
    guard let model else { return name.prefix(1).uppercased() + name.dropFirst().prefix(2) }
    // Three letters may be all of May.
    let isShort = model.count <= 4
    let word = isShort ? String(name.prefix(3)) : name
    if model.allSatisfy(\.isUppercase) { return word.uppercased() }
    return model.first?.isUppercase ?? true ? word.prefix(1).uppercased() + word.dropFirst() : word
  }

  private static func fraction(_ ticks: Int, digits: Int, like example: String) -> String {
    let all = padded(ticks, 7) + "00000"
    let sign = example.utf8.last { $0 == 0x2E || $0 == 0x2C } ?? 0x2E
    return String(UnicodeScalar(sign)) + all.prefix(digits)
  }

  /// A count with as many decimals as the example.
  private static func number(_ time: Int, _ count: Count, like example: String) -> String {
    let sign = example.contains(",") ? "," : "."
    let decimals = example.firstIndex { ".,".contains($0) }.map {
      example.distance(from: $0, to: example.endIndex) - 1
    }
    let unit: Int
    switch count {
    case .seconds: unit = second
    case .milliseconds: unit = 10_000
    case .microseconds: unit = 10
    case .nanoseconds: return "\(time * 100)"
    case .spreadsheetDays: unit = day
    }
    let ticks = count == .spreadsheetDays ? time + 25_569 * day : time
    guard let decimals, decimals > 0 else {
      return "\(Int((Double(ticks) / Double(unit)).rounded()))"
    }
    var power = 1
    for _ in 0..<min(decimals, 9) { power *= 10 }
    let scaled = Int((Double(ticks) * Double(power) / Double(unit)).rounded())
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: power)
    return "\(whole)\(sign)" + padded(abs(rest), min(decimals, 9))
      + String(repeating: "0", count: max(decimals - 9, 0))
  }
}
