import ArgumentParser
import Skein

/// `skein forecast`: the future of a series.
struct Forecast: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Continue a series beyond its last row, as CSV and picture.",
    discussion: """
      EXAMPLES:
        skein forecast runs/sunspots --steps 132
            Eleven more years: forecast.csv and forecast.svg in the run folder.
        skein forecast runs/temps --steps 24 --data today.csv --output today
            From the last rows of other data, into another folder.
        skein forecast runs/stores --steps 28 --only B17
            One series of a run of many; without --only all of them, each by its name.
        skein forecast runs/temps --steps 24 --quantiles 0.05,0.5,0.95
            A column for each quantile instead of intervals.
        skein forecast runs/sales --steps 14 --future-data plan.csv
            With promotions of the next 14 days, which the model has to know.

      Where a simple method was as good as the model on the test part, a note says so.
      As many rows come at once as the model was trained for (train's --horizon); after
      those its predictions become inputs, so the inputs of the model must be its targets
      or known ahead then. Evenly spaced dates go on in the table; other rows are
      numbered. The picture has beside the forecast what the model had said of the last
      rows, and what the best simple method says; in a terminal it is drawn there, too.
      """)

  @OptionGroup var options: StoredRunOptions

  @Option(parsing: .unconditional, help: "How many rows to forecast.")
  var steps: Int

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Of a run of many series, the one of this name; once for each (default: all).",
      valueName: "name"))
  var only: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "A table with the columns that train's --future named, of the rows to come, and with the column of"
        + " the series where there are many (default: the rows behind the last target).",
      valueName: "file"), completion: .file())
  var futureData: [String] = []

  @Option(
    help: ArgumentHelp(
      "The folder for the two files, - for the CSV alone on standard output (default: the run folder).",
      valueName: "dir"), completion: .directory)
  var output: String?

  @OptionGroup var quantiles: QuantileOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Also draw so many courses from the distribution that a likelihood tells, into samples.csv.",
      valueName: "number"))
  var samples: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What the courses are drawn by (default: 0).", valueName: "number"))
  var seed: UInt64?

  /// More than a table is good for.
  private static let mostSamples = 100_000

  @Flag(help: "Draw the chart in a terminal with ASCII characters alone.")
  var ascii = false

  /// More steps than any forecast is good for, and few enough to wait for.
  private static let mostSteps = 1_000_000

  /// What `--json` prints.
  private struct Report: Encodable {
    let run: String
    let data: String
    let targets: [String]
    let forecast: [RunForecast.Row]
    let files: [String]
  }

  func run() throws {
    guard (1...Self.mostSteps).contains(steps) else {
      throw UsageError(
        "steps cannot be \(steps); give a number of rows from 1 to \(Self.mostSteps)")
    }
    try checkSamples()
    if try forecastSeries() { return }
    let (stored, series) = try options.loadSeries()
    let record = stored.record
    let quantiles = try quantiles.learnt(stored)
    let goesOn =
      steps > record.settings.farthest && (record.intervals != nil || quantiles != nil)
    let known = goesOn ? try? stored.material().dataset : nil
    let coming = try coming(stored) { try stored.coming($0) }
    let told = try stored.forecaster().future(
      series, steps: steps, coming: coming, quantiles: quantiles, learningFrom: known)
    if goesOn, told.bounds.last?.isEmpty ?? false, told.quantiles.last?.isEmpty ?? false {
      let reason =
        known == nil
        ? "the run's own data cannot be read" : "it has too few rows behind the training part"
      let what = quantiles == nil ? "intervals" : "quantiles"
      options.say("note: \(reason), so rows that rest on predictions have no \(what)")
    }
    let forecast = RunForecast(
      told, of: series, scaler: record.scaler, quantiles: quantiles?.all ?? [])
    let terminal = Terminal(isASCII: ascii)
    let isDrawn = terminal.isInteractive && !options.quiet
    // What stands beside the forecast is predicted for the picture alone.
    let chart =
      output == "-" && !isDrawn
      ? nil
      : LineChart.forecast(
        forecast, of: stored.record.settings.runName,
        beside: try stored.company(
          of: series, steps: steps, rows: LineChart.forecastRows(steps)))
    let paths = try samples.map {
      try stored.forecaster().paths(
        series, steps: steps, count: $0, seed: seed ?? 0, coming: coming)
    }
    var files: [String] = []
    if output != "-", let chart {
      files = try write(
        chart, to: output ?? stored.path, table: { try forecast.write(to: $0) },
        samples: paths.map { paths in
          { try forecast.write(paths, scaler: record.scaler, to: $0) }
        })
    }
    if output == "-", !options.json { try StandardOutput.write(forecast.text) }
    if options.json {
      let report = Report(
        run: stored.path, data: options.dataName(stored), targets: forecast.targets,
        forecast: forecast.rows, files: files)
      try StandardOutput.write(RunJSON.text(report))
    }
    tellHorizon(record)
    for target in record.results?.targets ?? [] {
      guard let warning = target.warning else { continue }
      options.say("note: \(TerminalText.name(target.column)): \(warning)")
    }
    if !forecast.continuesLabels {
      let reason =
        series.hasKnownTimes
        ? "the time labels are not evenly spaced"
        : "the labels are not times in a form that is known"
      options.say("note: \(reason), so the new rows are numbered")
    }
    if isDrawn, let chart {
      StandardError.draw(terminal.text(of: chart, height: 15) + "\n")
    }
    if !files.isEmpty { options.say(FilesText.wrote(files)) }
  }

  func tellHorizon(_ record: RunRecord) {
    let horizon = record.settings.farthest
    if steps > horizon, horizon > 1 {
      options.say(
        "note: the model was trained for \(NumberText.count(horizon, "row")) ahead; beyond those it goes"
          + " on from its own predictions, which the errors of the run do not tell of")
    }
  }

  private func checkSamples() throws {
    guard let samples else {
      if seed != nil {
        throw UsageError("--seed is what --samples are drawn by; give their number")
      }
      return
    }
    guard (1...Self.mostSamples).contains(samples) else {
      throw UsageError(
        "--samples cannot be \(samples); give a number from 1 to \(Self.mostSamples)")
    }
    if output == "-" {
      throw UsageError("--samples go to a file; give --output a folder, or leave it out")
    }
  }

  /// What another table says of the rows to come.
  func coming<Rows>(
    _ stored: StoredRun, read: (DataNames) throws -> (rows: Rows, notes: [String])
  ) throws -> Rows? {
    if futureData.isEmpty { return nil }
    guard !stored.needsFuture.isEmpty else {
      throw UsageError("--future-data has nothing that this model looks at; leave it out")
    }
    let (rows, notes) = try read(DataNames(futureData))
    for note in notes { options.say("note: \(TerminalText.plain(note))") }
    return rows
  }

  /// Writes the files and gives their paths.
  func write(
    _ chart: LineChart, to folder: String, table: (FilePlace) throws -> Void,
    samples: ((FilePlace) throws -> Void)? = nil
  ) throws -> [String] {
    if output != nil { try RunFolder.makeFolders(folder) }
    let opened = try Folder(path: folder)
    // Not worth an error: what a killed process left does no harm.
    try? opened.removeAbandoned()
    var places = [RunFolder.File.forecast, .forecastChart].map {
      FilePlace($0.rawValue, in: opened)
    }
    try table(places[0])
    try AtomicFile.write(chart.svg(), to: places[1])
    if let samples {
      let place = FilePlace(RunFolder.File.samples.rawValue, in: opened)
      try samples(place)
      places.append(place)
    }
    return places.map(\.path)
  }
}
