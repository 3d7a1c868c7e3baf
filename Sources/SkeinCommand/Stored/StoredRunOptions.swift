import ArgumentParser
import Skein
import Topology

/// Which run to use, on which data.
struct StoredRunOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The folder of a run, such as runs/sine.", valueName: "run"),
    completion: .run)
  var run: String

  @Option(
    help: ArgumentHelp(
      "Other data with the same columns: a file, a folder or a pattern, once for each part of it, sine"
        + " or sunspots (default: the run's own).", valueName: "file"), completion: .file())
  var data: [String] = []

  /// Nil where none was given.
  private var other: DataNames? { data.isEmpty ? nil : DataNames(data) }

  @OptionGroup var reading: ReadingOptions

  @Flag(help: "Print the result as JSON on standard output.")
  var json = false

  @Flag(help: "Say nothing but results and what goes wrong.")
  var quiet = false

  /// The run and its data; tells what there is to know about the data.
  func load() throws -> (run: StoredRun, material: StoredRun.Material) {
    let stored = try StoredRun(forecasting: run)
    let material = try stored.material(
      other: other, reading: reading.settings(stored.record.settings))
    tell(stored.notes + material.notes)
    return (stored, material)
  }

  /// The run and the rows after which a forecast begins.
  func loadSeries() throws -> (run: StoredRun, series: Series) {
    let stored = try StoredRun(forecasting: run)
    let (series, notes) = try stored.series(
      other: other, reading: reading.settings(stored.record.settings))
    tell(stored.notes + notes)
    return (stored, series)
  }

  /// The run and what follows each of its series; nil for a run of one series.
  ///
  /// - Parameters:
  ///   - samples: how many courses are drawn, and by what.
  ///   - coming: reads what is known ahead, where that is in a table of its own.
  ///   - quantiles: learns what is told in the place of intervals.
  func loadPanel(
    only: [String], steps: Int, samples: (count: Int, seed: UInt64)?,
    coming: (StoredRun) throws -> PanelComing?,
    quantiles: (StoredRun) throws -> ForecastQuantiles?
  ) throws -> (run: StoredRun, forecast: PanelForecast)? {
    let stored = try StoredRun(forecasting: run)
    guard stored.record.panel != nil else { return nil }
    let found = try stored.panelForecast(
      other: other, reading: reading.settings(stored.record.settings), only: only, steps: steps,
      coming: try coming(stored), quantiles: try quantiles(stored),
      samples: samples)
    guard let found else { return nil }
    tell(stored.notes + found.notes)
    return (stored, found.forecast)
  }

  private func tell(_ notes: [String]) {
    for note in notes { say("note: \(TerminalText.plain(note))") }
  }

  /// What the model tells of the windows of `material`.
  func told(_ stored: StoredRun, _ material: StoredRun.Material) throws -> ToldWindows {
    if material.windows.isEmpty { throw RunError.noTestPart(path: stored.path) }
    return try stored.model.told(material.windowSet)
  }

  func say(_ text: String) {
    if !quiet { StandardError.write(text + "\n") }
  }

  /// The data as reports name it.
  func dataName(_ stored: StoredRun) -> String {
    (other ?? stored.record.settings.data).description
  }
}

extension StoredRun {
  /// A run that learned a series.
  ///
  /// - Throws: `UsageError` for one that learned something else.
  init(forecasting path: String) throws {
    try self.init(path: path)
    if record.task == nil { return }
    throw UsageError(
      "\(TerminalText.plain(path)) learned from texts or sequences and forecasts no series; give a run of"
        + " skein train without --task")
  }
}
