import Skein

extension Forecast {
  /// What `--json` prints of a run of many series.
  private struct PanelReport: Encodable {
    let run: String
    let data: String
    let targets: [String]
    let forecast: [PanelForecast.Row]
    let files: [String]
  }

  /// Forecasts the series of a run of many; false for a run of one.
  func forecastSeries() throws -> Bool {
    let loaded = try options.loadPanel(
      only: only, steps: steps, samples: samples.map { (count: $0, seed: seed ?? 0) }
    ) { stored in
      try coming(stored) { try stored.panelComing($0) }
    } quantiles: {
      try quantiles.learnt($0)
    }
    guard let (stored, found) = loaded else {
      if !only.isEmpty { throw PanelError.oneSeries(run: options.run) }
      return false
    }
    guard let first = found.first else { return false }
    let terminal = Terminal(isASCII: ascii)
    let isDrawn = terminal.isInteractive && !options.quiet
    let chart =
      output == "-" && !isDrawn
      ? nil
      : LineChart.forecast(
        first, of: stored.record.settings.runName,
        beside: try stored.company(
          of: first.series, steps: steps, rows: LineChart.forecastRows(steps)),
        member: first.series.name)
    var files: [String] = []
    if output != "-", let chart {
      files = try write(
        chart, to: output ?? stored.path, table: { try found.write(to: $0) },
        samples: samples == nil ? nil : { try found.writeSamples(to: $0) })
    }
    if options.json {
      let report = PanelReport(
        run: stored.path, data: options.dataName(stored), targets: first.targets,
        forecast: found.rows, files: files)
      try StandardOutput.write(RunJSON.text(report))
    } else if output == "-" {
      try StandardOutput.write(found.text)
    }
    tellHorizon(stored.record)
    for target in stored.record.results?.panel ?? [] {
      guard let warning = target.warning else { continue }
      options.say("note: \(TerminalText.name(target.column)): \(warning)")
    }
    tell(found)
    let hasBands = stored.record.intervals != nil || quantiles.quantiles != nil
    if hasBands, let last = first.rows.last, last.intervals == nil, last.quantiles == nil {
      options.say(
        "note: the run's own data cannot be read, or has too few rows behind the training part, so rows that rest"
          + " on predictions have no \(quantiles.quantiles == nil ? "intervals" : "quantiles")")
    }
    if isDrawn, let chart {
      StandardError.draw(terminal.text(of: chart, height: 15) + "\n")
    }
    if !files.isEmpty { options.say(FilesText.wrote(files)) }
    return true
  }

  private func tell(_ found: PanelForecast) {
    if !found.padded.isEmpty {
      let verb = found.padded.count == 1 ? "has" : "have"
      options.say(
        "note: \(NumberText.grouped(found.padded.count)) series \(verb) fewer rows than a window since their"
          + " beginning or last gap, so the first one stands for those before it:"
          + " \(TerminalText.names(found.padded))")
    }
    if found.unlabelled > 0 {
      options.say(
        "note: the labels of \(NumberText.grouped(found.unlabelled)) series do not go on, so their new rows"
          + " are numbered")
    }
  }
}
