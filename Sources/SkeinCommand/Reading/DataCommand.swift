import ArgumentParser
import Skein

/// `skein data`: how a table is read, before anything is trained.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Show how a file is read, what its columns hold, and what train would do.",
    discussion: """
      EXAMPLES:
        skein data temps.csv
            The reading in a line, the columns with their range, gaps and a small
            picture, and the parts that train would make.
        skein data prices.csv --decimal , --time-format dd.mm.yyyy
            The same as it would be read with these options.
      """)

  @Argument(
    help: ArgumentHelp(
      "A file of CSV or JSON lines, several, a folder or a pattern of parts of one table, - for"
        + " standard input, or a built-in series: sine, sunspots.", valueName: "file"),
    completion: .file())
  var files: [String]

  @OptionGroup var reading: ReadingOptions

  private static let mostColumns = 40
  private static let outlineParts = 32

  func run() throws {
    var settings = RunSettings()
    settings.data = DataNames(files)
    settings = try reading.settings(settings) ?? settings
    let survey = try TableSurvey(files, options: settings.dataOptions)
    let series = survey.series
    var lines: [String] = []
    if let reading = series.reading {
      lines.append(reading.summary)
      lines += reading.notes.map { "note: \($0)" }
    } else {
      lines.append("read \(NumberText.count(series.rows, "row"))")
    }
    if series.hasTimeLabels {
      lines.append("from \(series.rowLabel(0)) to \(series.rowLabel(series.rows - 1))")
    }
    var text = lines.map { TerminalText.plain($0) + "\n" }.joined() + "\n" + table(survey)
    text += "\n" + plan(survey, settings)
    try StandardOutput.tell(text)
  }

  private func table(_ survey: TableSurvey) -> String {
    var table = TextTable(header: ["column", "holds", "least", "most", "missing", "course"])
    for column in survey.columns.prefix(Self.mostColumns) {
      let range = column.range
      table.append([
        TerminalText.name(column.name), column.kind.rawValue,
        range.map { NumberText.significant($0.lowerBound) } ?? "",
        range.map { NumberText.significant($0.upperBound) } ?? "",
        column.place == nil ? "" : NumberText.grouped(column.missing),
        Self.picture(survey.outline(column, parts: Self.outlineParts)),
      ])
    }
    let more = survey.columns.count - Self.mostColumns
    return table.text + (more > 0 ? "and \(NumberText.count(more, "more column"))\n" : "")
  }

  /// Eight heights of a block.
  private static func picture(_ outline: [Double]) -> String {
    let blocks = Array("▁▂▃▄▅▆▇█")
    return String(outline.map { blocks[min(max(Int($0 * 8), 0), 7)] })
  }

  /// What `train` would do with this file alone.
  private func plan(_ survey: TableSurvey, _ settings: RunSettings) -> String {
    do {
      var options = settings.dataOptions
      let missing = survey.columns.reduce(0) { $0 + $1.missing }
      if missing > 0, settings.missing == .refuse { options.missingValues = .interpolate }
      // What came by standard input cannot be read twice.
      let series =
        settings.data.isStandardInput
        ? survey.series : try DataSource.load(files, options: options)
      var window = settings.window
      var choice = ""
      if series.rows < 3 * window,
        let shorter = Windows.automaticLength(series, horizon: settings.horizon)
      {
        window = shorter
        choice = " (with --window auto)"
      }
      var planned = settings
      planned.window = window
      planned.recipe = .auto
      let plain = try planned.dataset(series)
      let calendar = try planned.takeCalendar(series, plain)
      let dataset = calendar?.dataset ?? plain
      let targets = TerminalText.names(series.targetNames)
      var text = "train would predict \(targets) from \(window) rows\(choice)"
      text +=
        missing > 0 && settings.missing == .refuse
        ? ", with --missing interpolate or drop:\n" : ":\n"
      if let calendar {
        text += DatasetText.calendar(dataset.series, calendar.ratio) + "\n"
      }
      if let recipe = dataset.recipe { text += recipe.description(of: dataset.series) + "\n" }
      return text + dataset.splits.description(of: series) + "\n"
    } catch {
      return "train would refuse it: \(Failure.sentence("\(error)"))\n"
    }
  }
}
