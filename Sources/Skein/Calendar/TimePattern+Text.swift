extension TimePattern {
  /// The date and time of day that a label says, by its own clock.
  func date(_ label: String) -> CalendarDate? {
    var label = label
    guard let moment = label.withUTF8({ parse($0) }) else { return nil }
    let local = moment.time + moment.offset * Self.second
    return CalendarDate(
      secondsFromEpoch: Int((Double(local) / Double(Self.second)).rounded(.down)))
  }

  /// A time written in this pattern.
  ///
  /// - Parameter example: a label of the same table, which decides capital letters, the length of names
  ///   and the distance from UTC.
  /// Nil for times outside of the years 0 to 9999.
  package func text(_ time: Int, like example: String) -> String? {
    if let count { return Self.number(time, count, like: example) }
    if let span { return text(time, span, like: example) }
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
    var signs: [UInt8] = []
    for token in tokens {
      // Of a character of several bytes each is a token.
      if case .literal(let byte) = token {
        signs.append(byte)
        continue
      }
      result += String(decoding: signs, as: UTF8.self)
      signs = []
      switch token {
      case .literal: break
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
        let model = words.first { ["am", "pm", "a", "p"].contains($0.lowercased()) } ?? "AM"
        let word = (date.hour < 12 ? "am" : "pm").prefix(model.count)
        result += model.first?.isUppercase ?? true ? word.uppercased() : String(word)
        if let dots = [". m.", ".m.", ".m"].first(where: { example.lowercased().contains($0) }) {
          result += model.first?.isUppercase ?? true ? dots.uppercased() : dots
        }
      case .fraction(let digits):
        result += Self.fraction(fraction, digits: digits, like: example)
      case .offset:
        guard let range = moment?.offsetRange else { return nil }
        result += String(decoding: Array(example.utf8)[range], as: UTF8.self)
      }
    }
    return result + String(decoding: signs, as: UTF8.self)
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

  static func padded(_ value: Int, _ width: Int) -> String {
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
}
