/// What the name of a column says about times.
struct TimeName {
  /// In small letters, without signs around it: `<DATE>` is `date`.
  let plain: String

  init(_ name: String) {
    guard name.utf8.count <= 60 else {
      plain = ""
      return
    }
    var letters = name.lowercased()[...]
    while let first = letters.first, !first.isLetter, !first.isNumber { letters.removeFirst() }
    while let last = letters.last, !last.isLetter, !last.isNumber { letters.removeLast() }
    plain = String(letters)
  }

  private static let parts: Set<String> = [
    "year", "month", "week", "day", "hour", "quarter", "jahr", "monat", "woche", "tag", "stunde",
  ]
  private static let moments: Set<String> = [
    "time", "date", "datetime", "date_time", "timestamp", "ts", "ds", "unix", "epoch", "zeit",
    "datum", "zeitpunkt", "zeitstempel", "fecha", "data", "period", "yyyymm", "yyyymmdd",
  ]
  private static let words: Set<Substring> = [
    "time", "date", "datetime", "timestamp", "datum", "zeit", "zeitpunkt", "zeitstempel", "fecha",
    "unix", "epoch",
  ]

  /// A part of a date, which labels rows though it is a small number.
  var isPart: Bool { Self.parts.contains(plain) }

  /// Whether it is one of the names that times have.
  var isExact: Bool { isPart || Self.moments.contains(plain) }

  /// Whether it is one of those names, and none that measured values have as well.
  var isMoment: Bool { isExact && !isPart && plain != "data" && plain != "period" }

  private static let keys: Set<Substring> = [
    "id", "store", "shop", "station", "sensor", "item", "symbol", "ticker", "device", "unit",
    "site", "location", "series", "machine", "customer", "product", "region", "country", "city",
  ]

  /// Whether it may tell several series apart.
  var isSeries: Bool { plain.split { !$0.isLetter }.contains(where: Self.keys.contains) }

  /// Whether a word of it is: `MESS_DATUM`, `open time`.
  var hasTimeWord: Bool {
    plain.split { !$0.isLetter }.contains(where: Self.words.contains)
  }
}
