import ArgumentParser
import Skein

extension MissingValues: ExpressibleByArgument {}
extension Dialect.Encoding: ExpressibleByArgument {}
extension RowOrder.Duplicates: ExpressibleByArgument {}
extension RowOrder.Gaps: ExpressibleByArgument {}

/// How a table is read; what is not given is found out, and told.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The columns that label the rows: a time, or a date and a time of day (default: found out).",
      valueName: "col,…"))
  var time: String?

  @Option(
    help: ArgumentHelp(
      "How the times are written, as dd.mm.yyyy HH:MM:SS, %d.%m.%Y, unix seconds or spreadsheet days"
        + " (default: found out).", valueName: "format"))
  var timeFormat: String?

  @Option(
    help: ArgumentHelp(
      "What to do about missing values (default: \(RunSettings().missing)).", valueName: "missing"))
  var missing: MissingValues?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Words or numbers that mean a missing value, beside NA, null, ? and the like.",
      valueName: "word,…"))
  var na: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The sign between columns, or its name: tab, blank (default: found out).",
      valueName: "sign"))
  var delimiter: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The decimal sign, a point or a comma (default: found out).", valueName: "sign"))
  var decimal: String?

  @Option(
    help: ArgumentHelp(
      "Rows of names and units above the first row of numbers, or none (default: found out).",
      valueName: "rows"))
  var header: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Lines to leave out at the beginning of the file.", valueName: "lines"))
  var skipLines: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What a line begins with that is a remark (default: found out).", valueName: "sign"))
  var comment: String?

  @Option(help: ArgumentHelp("The encoding of the file (default: found out)."))
  var encoding: Dialect.Encoding?

  @Option(
    help: ArgumentHelp(
      "The column that tells several series apart, as store, for one model of all; or one of them, as"
        + " store=A.", valueName: "col[=value]"))
  var series: String?

  @Flag(
    help:
      "Take each target as a series of its own (default: all columns of numbers), for one model of all."
  )
  var wide = false

  @Flag(help: "Sort the rows by time, also where they look like several series.")
  var sort = false

  @Option(
    help: ArgumentHelp("Which row to take where several have one time (default: none of them)."))
  var duplicates: RowOrder.Duplicates?

  @Option(
    help: ArgumentHelp("What to do where times are missing (default: break, no window crosses)."))
  var gaps: RowOrder.Gaps?

  @Option(
    help: ArgumentHelp(
      "Where the numbers of a table go that does not fit into memory: auto, the cache folder; never; or"
        + " always a folder (default: auto).", valueName: "dir"), completion: .directory)
  var columnFile: String?
}

/// Every option of `ReadingOptions` with its setting of a run.
enum ReadingSetting {
  static let all: [OptionSetting<ReadingOptions>] = [
    .init("time", .identity, \.time, \.time),
    .init("time-format", .identity, \.timeFormat, \.form.timeFormat),
    .init("missing", .identity, \.missing, \.missing),
    .init(words: "na", \.na, \.form.missingMarkers),
    .init("delimiter", .identity, \.delimiter, \.delimiter),
    .init("decimal", .identity, \.decimal, \.form.decimal),
    .init("header", .identity, \.form.headerRows, text: { $0.map { "\($0)" } ?? "none" }) {
      options in try options.header.map { .some(try headerRows($0)) }
    },
    .init("skip-lines", .identity, \.skipLines, \.form.skipLines),
    .init("comment", .identity, \.comment, \.form.comment),
    .init("encoding", .identity, \.encoding, \.form.encoding),
    .init("series", .identity, \.series, \.order.series),
    .init(flag: "wide", \.wide, \.order.wide),
    .init(flag: "sort", \.sort, \.order.sort),
    .init("duplicates", .identity, \.duplicates, \.order.duplicates),
    .init("gaps", .identity, \.gaps, \.order.gaps),
    .init("column-file", .course, \.columnFile, \.columnFile),
  ]

  private static func headerRows(_ text: String) throws -> Int {
    if text == "none" { return 0 }
    guard let rows = Int(text), (0...50).contains(rows) else {
      throw UsageError("header cannot be \(text); give a number of rows, or none")
    }
    return rows
  }
}

extension ReadingOptions {
  /// A run's settings with what was given in place of what it was trained with; nil where nothing was
  /// given.
  ///
  /// - Throws: `UsageError` or `SettingsError` for what makes no sense with any data.
  func settings(_ run: RunSettings) throws -> RunSettings? {
    var settings = run
    var isGiven = false
    for setting in ReadingSetting.all where try setting.take(self, &settings) { isGiven = true }
    guard isGiven else { return nil }
    try settings.validate()
    return settings
  }
}
