import Topology

/// A new setting is a property of `RunSettings` and a line here.
extension RunSettings: SettingGroup {
  /// The longest window and the farthest horizon: no series is long enough for more.
  package static let mostRows = 1_000_000

  /// - Throws: `SettingsError` for what is neither a size nor `auto`.
  package static func team(_ text: String) throws(SettingsError) -> TeamSize {
    guard let team = TeamSize(parsing: text) else {
      throw .outOfRange(
        name: "team", value: text, allowed: "a number from 1 to \(TeamSize.largest), or auto")
    }
    return team
  }

  /// - Throws: `SettingsError` for a word that names nothing of the calendar.
  package static func calendar(_ text: String) throws(SettingsError) -> CalendarChoice {
    if let choice = CalendarChoice(parsing: text) { return choice }
    let names = CalendarFeature.allCases.map(\.rawValue)
    let strange = text.split(separator: ",").map(String.init).first { !names.contains($0) }
    let hint = strange.flatMap { Suggestion.nearest(to: $0, among: names + ["auto", "none"]) }
    throw .outOfRange(
      name: "calendar", value: text,
      allowed: (hint.map { "\($0), or " } ?? "")
        + "auto, none, or some of \(names.joined(separator: ",")), each once")
  }

  /// - Throws: `SettingsError` for a word that names no form of a log.
  package static func logs(_ text: String) throws(SettingsError) -> [LogFormat] {
    if text == "none" { return [] }
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let formats = words.compactMap { LogFormat(rawValue: String($0)) }
    guard formats.count == words.count, Set(formats).count == formats.count else {
      throw .outOfRange(
        name: "log", value: text,
        allowed:
          "some of \(LogFormat.allCases.map(\.rawValue).joined(separator: ",")), each once, or"
          + " none")
    }
    return LogFormat.allCases.filter(formats.contains)
  }

  private static let rows = "a number of rows from 1 to \(mostRows)"
  private static let fraction = "a fraction from 0 to less than 1"

  package static let settings: [Setting<RunSettings>] = [
    Setting("data", \.data) { !$0.names.isEmpty },
    Setting("target", \.target) { _ in true },
    Setting("inputs", \.inputs) { _ in true },
    Setting("future", \.future, isLate: true) { _ in true },
    Setting("static", \.statics, isLate: true) { _ in true },
    Setting(
      optional: "series embedding", \.seriesEmbedding,
      allowed: "as many numbers as a vector has, from 1 to 1000"
    ) { (1...1000).contains($0) },
    Setting(
      specification: "calendar", isLate: true, get: { $0.calendar.description },
      set: { $0.calendar = try RunSettings.calendar($1) }),
    Setting(optional: "time", \.time) { _ in true },
    Setting(
      optional: "delimiter", \.delimiter,
      allowed: "one character such as , ; | or tab or blank"
    ) { delimiters[$0] != nil || $0.utf8.count == 1 },
    Setting(optional: "decimal", \.form.decimal, allowed: "a point or a comma") {
      [".", ","].contains($0)
    },
    Setting(optional: "header", \.form.headerRows, allowed: "a number of rows up to 50, or none") {
      (0...50).contains($0)
    },
    Setting(
      optional: "skip lines", \.form.skipLines, allowed: "a number of lines from 0 to \(mostRows)"
    ) { (0...mostRows).contains($0) },
    Setting(optional: "comment", \.form.comment, allowed: "what the lines begin with") {
      !$0.isEmpty && $0.utf8.count <= 20
    },
    Setting("na", \.form.missingMarkers, isLate: true) { _ in true },
    Setting(optional: "time format", \.form.timeFormat) { _ in true },
    Setting(optional: "encoding", \.form.encoding) { _ in true },
    Setting(optional: "series", \.order.series) { _ in true },
    Setting("wide", \.order.wide, isLate: true) { _ in true },
    Setting("sort", \.order.sort, isLate: true) { _ in true },
    Setting(optional: "duplicates", \.order.duplicates) { _ in true },
    Setting(optional: "gaps", \.order.gaps) { _ in true },
    Setting(
      "column file", \.columnFile, decidesBits: false, isLate: true,
      allowed: "auto, never, or a folder"
    ) { !$0.isEmpty },
    Setting("window", \.window, allowed: rows) { (1...mostRows).contains($0) },
    Setting("horizon", \.horizon, allowed: rows) { (1...mostRows).contains($0) },
    Setting(optional: "step", \.step, allowed: rows) { (1...mostRows).contains($0) },
    Setting("recipe", \.recipe, isLate: true) { _ in true },
    Setting(optional: "normalize", \.normalize) { _ in true },
    Setting(optional: "linear path", \.linearPath, allowed: "a number of lags from 0 to 1000") {
      (0...1000).contains($0)
    },
    Setting(
      optional: "season", \.season, allowed: "a number of rows from 2 to \(mostRows), or none"
    ) {
      $0 == 0 || (2...mostRows).contains($0)
    },
    Setting("whole network", \.wholeNetwork, isLate: true) { _ in true },
    Setting(
      "interval", \.interval, decidesBits: false, isLate: true,
      allowed: "levels above 0 and below 100 per cent, such as 50,90, or none"
    ) { levels in levels.count <= 20 && levels.allSatisfy { $0 > 0 && $0 < 100 } },
    Setting("model", \.model) { _ in true },
    Setting("validation split", \.validationSplit, allowed: fraction) { $0 >= 0 && $0 < 1 },
    Setting("test split", \.testSplit, allowed: fraction) { $0 >= 0 && $0 < 1 },
    Setting("scale", \.scale) { _ in true },
    Setting("missing", \.missing) { _ in true },
    Setting(
      optional: "early stopping", \.earlyStopping,
      allowed: "a number of epochs from 1 to \(mostEpochs)"
    ) { (1...mostEpochs).contains($0) },
    Setting(
      optional: "reduce on plateau", \.reduceOnPlateau,
      check: { plateau throws(SettingsError) in try plateau.validate() }),
    Setting("keep last", \.keepLast) { _ in true },
    Setting("keep best", \.keepBest) { _ in true },
    Setting("predictions", \.predictions, decidesBits: false, isLate: true) { _ in true },
    Setting("log", \.log, decidesBits: false, isLate: true) { _ in true },
    Setting(
      optional: "workers", \.workers, decidesBits: false,
      allowed: "a number from 1 to \(Machine.maximumWorkers), or auto"
    ) { (1...Machine.maximumWorkers).contains($0) },
    Setting("placement", \.placement, decidesBits: false) { _ in true },
    Setting(optional: "like", \.limits.like, decidesBits: false) { _ in true },
    Setting(optional: "cores", \.limits.cores, decidesBits: false) { _ in true },
    Setting(optional: "exclude", \.limits.exclude, decidesBits: false) { _ in true },
    Setting(
      "leave", \.limits.leave, decidesBits: false, isLate: true,
      allowed: "a number of cores from 0 to \(Machine.maximumWorkers)"
    ) { (0...Machine.maximumWorkers).contains($0) },
    Setting(optional: "split", \.limits.split, decidesBits: false) { _ in true },
    Setting(
      specification: "team", decidesBits: false, isLate: true, get: { $0.team.description },
      set: { $0.team = try RunSettings.team($1) }),
  ]
}
