import Skein

/// What a dataset is, for people: how it was read, what is predicted from what, its parts.
struct DatasetText {
  let text: String

  /// - Parameter calendarRatio: the linear path's error beside that without the calendar, where that was taken
  ///   unasked.
  init(_ dataset: Dataset, _ settings: RunSettings, calendarRatio: Double? = nil) {
    let series = dataset.series
    let targets = series.targetColumns.map { series.columns[$0] }
    let inputs = series.told(series.inputColumns)
    var lines: [String] = []
    if let reading = series.reading, series.path != nil {
      lines.append(TerminalText.plain(reading.summary))
      for note in reading.notes { lines.append("note: \(TerminalText.plain(note))") }
    }
    var data = "\(TerminalText.plain(series.name)): \(NumberText.count(series.rows, "row"))"
    if let panel = series.panel { data += " of \(NumberText.grouped(panel.count)) series" }
    data += ", predicts \(TerminalText.names(targets))"
    if inputs != targets { data += " from \(TerminalText.names(inputs))" }
    lines.append(data + Self.scaling(dataset, settings))
    if !series.futureColumns.isEmpty {
      lines.append(
        "known ahead: \(TerminalText.names(series.told(series.futureColumns))); the network sees them of"
          + " \(NumberText.count(dataset.windows.horizon, "row")) behind the window")
    }
    if let calendarRatio { lines.append(Self.calendar(series, calendarRatio)) }
    if !series.statics.isEmpty {
      let told = series.statics.map { column -> String in
        if column.isNumber {
          let size = NumberText.count(settings.seriesEmbedding ?? 0, "number")
          return "a vector of \(size) for each, by \(TerminalText.name(column.name))"
        }
        return TerminalText.name(column.name)
          + (column.categories.map { " (\(NumberText.count($0.count, "text")))" } ?? "")
      }
      lines.append("the same in all rows of a series: \(told.joined(separator: ", "))")
    }
    lines += Self.short(dataset)
    if let recipe = dataset.recipe { lines.append(recipe.description(of: series)) }
    lines.append(dataset.splits.description(of: series))
    text = lines.joined(separator: "\n")
  }

  /// What becomes of series that are shorter than a window.
  private static func short(_ dataset: Dataset) -> [String] {
    let (padded, without) = dataset.shortMembers
    let span = dataset.windows.length + dataset.windows.horizon
    var lines: [String] = []
    if !padded.isEmpty {
      lines.append(
        "note: fewer rows than a window with its target, \(span), in \(NumberText.grouped(padded.count))"
          + " series, whose first row stands for those before it: \(TerminalText.names(padded))")
    }
    if !without.isEmpty {
      let least = dataset.windows.horizon + min(Windows.leastKnown, dataset.windows.length)
      lines.append(
        "note: fewer than \(NumberText.count(least, "row")) without a gap in"
          + " \(NumberText.grouped(without.count)) series, which train and test nothing:"
          + " \(TerminalText.names(without))")
    }
    return lines
  }

  /// Why the calendar is among the inputs where nobody asked.
  static func calendar(_ series: Series, _ ratio: Double) -> String {
    "the calendar's \(series.calendar.map(\.rawValue).joined(separator: " and ")) is taken, since with it the"
      + " linear path's error on the validation part is \(NumberText.significant(ratio)) times as large"
      + " (--calendar none leaves it out)"
  }

  /// How the values are scaled, and why where nobody asked.
  private static func scaling(_ dataset: Dataset, _ settings: RunSettings) -> String {
    if let scales = dataset.scales {
      return scales.scaling == .none
        ? "" : ", each series scaled by itself (\(scales.scaling.rawValue))"
    }
    let used = dataset.scaler.scaling
    guard settings.scale == .auto else {
      return used == .none ? "" : ", scaled (\(used.rawValue))"
    }
    return used == .none
      ? ""
      : ", scaled (\(used.rawValue), since they are far from unit scale; --scale none leaves them)"
  }
}
