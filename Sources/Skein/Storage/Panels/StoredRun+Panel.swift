extension StoredRun {
  /// Windows of many series, prepared as for the training: of the run's own data each series' test part, up
  /// to its new end, and all windows of series that were not there; of other data all windows.
  ///
  /// A series that is new is scaled by its own rows, those before its first target.
  func panelMaterial(
    _ known: RunPanel, _ other: DataNames?, _ reading: RunSettings?
  ) throws -> Material {
    let own = other == nil
    var (name, series, panel, notes) = try panelSeries(known, other, reading)
    let places = known.places
    let members = panel.names.map { places[$0].map { known.members[$0] } }
    let fitted = members.indices.map { number in
      members[number].map { series.fittedRows(of: $0, in: panel.rows[number]) } ?? 0
    }
    let lost = members.indices.first { number in
      members[number].map { !series.begins(with: $0, in: panel.rows[number]) } ?? false
    }
    if own, let lost {
      name += ", series \(TerminalText.quoted(panel.names[lost])),"
      throw RunError.rowsNotFound(source: name)
    }
    let settings = record.settings
    let (length, horizon) = (settings.window, settings.farthest)
    let splits = try Splits(
      panel, of: series, length: length, horizon: horizon, steps: settings.predictedRows,
      // The run's own windows are those that were counted then.
      pads: { number in own ? members[number].map { $0.cut.pads ?? false } : nil }
    ) { number, stretches in
      if own { return members[number]?.cut ?? PanelCut(trained: 0, fitted: 0) }
      // What trained or validated the model comes first, and is left out of the errors.
      let end = panel.rows[number].lowerBound + fitted[number]
      let windows = stretches.reduce(0) { $0 + $1.count(before: end, span: length + horizon) }
      let validation = members[number].map { $0.cut.fitted - $0.cut.trained } ?? 0
      return PanelCut(trained: max(windows - validation, 0), fitted: windows)
    }
    let scales = known.scales(
      of: panel, in: series, runs: splits.scaledRuns(panel, of: series))
    let dataset = Dataset(
      series: own ? series.filledFromThePast(of: splits) : series, windows: splits.windows,
      splits: splits, scaler: record.scaler, recipe: record.recipe, scales: scales)
    if own {
      return Material(dataset: dataset, windows: splits.test.windows, isOwn: true, notes: notes)
    }
    let seen = 0..<splits.test.windows.lowerBound
    if !seen.isEmpty {
      notes.append(
        "\(NumberText.count(seen.count, "window")) of rows that trained or validated the model are left"
          + " out of the errors")
    }
    return Material(
      dataset: dataset, windows: 0..<splits.windows.count, isOwn: false, fitted: seen,
      notes: notes)
  }

  /// The series of the run's own data, or of other data, with what is to be said about them.
  func panelSeries(
    _ known: RunPanel, _ other: DataNames?, _ reading: RunSettings?
  ) throws -> (name: String, series: Series, panel: Panel, notes: [String]) {
    var name: String
    var series: Series
    if let other {
      name = other.description
      series = try DataSource.load(other.names, options: newOptions(reading))
    } else {
      (name, series) = try record.ownSeries(reading: reading)
    }
    try checkColumns(series, source: name)
    let panel = series.asPanel(named: name)
    series.panel = panel
    let notes =
      (other == nil ? [] : told(series))
      + known.notes(on: panel, hasVectors: record.settings.seriesEmbedding != nil)
    return (name, series, panel, notes)
  }
}

extension RunPanel {
  /// What is to be said about series that are new.
  ///
  /// - Parameter hasVectors: whether the model has a vector for each series that trained it.
  package func notes(on panel: Panel, hasVectors: Bool) -> [String] {
    let places = places
    let new = panel.names.filter { places[$0] == nil }
    if new.isEmpty { return [] }
    return [
      "\(NumberText.grouped(new.count)) series were not in the training, so they are scaled by their own"
        + " rows\(hasVectors ? ", and their vector is zero" : ""): \(TerminalText.names(new))"
    ]
  }

  /// The scales of the series that are known, and of others by their own rows.
  ///
  /// - Parameter known: the places of the series; nil finds them.
  func scales(
    of panel: Panel, in series: Series, runs: [[Range<Int>]], _ known: [String: Int]? = nil
  ) -> PanelScales {
    let places = known ?? places
    var (offsets, scales): ([Double], [Double]) = ([], [])
    var shared: PanelScales.Shared = [:]
    for column in series.calendarColumns.union(series.staticColumns) {
      shared[column] = (members[0].offsets[column], members[0].scales[column])
    }
    // New series have no number.
    if let number = series.numberColumn { shared[number] = (0, 1) }
    for (number, name) in panel.names.enumerated() {
      if let place = places[name] {
        offsets += members[place].offsets
        scales += members[place].scales
      } else {
        let own = PanelScales(
          scaling, fittedTo: series, runs: [runs[number]], shared: shared)
        offsets += own.offsets
        scales += own.scales
      }
    }
    return PanelScales(scaling: scaling, offsets: offsets, scales: scales)
  }
}

extension Series {
  /// Whether the first rows of a series are those that trained the model.
  func begins(with member: RunPanel.Member, in rows: Range<Int>) -> Bool {
    guard member.rows > 0 else { return true }
    guard rows.count >= member.rows else { return false }
    let first = rows.lowerBound..<rows.lowerBound + member.rows
    return RunPanel.digits(of: self, first) == member.digest
  }

  /// How many of the first rows of a series trained the model: those whose times are not later than those of
  /// the training, or, where there are no times, those that are the same.
  func fittedRows(of member: RunPanel.Member, in rows: Range<Int>) -> Int {
    if member.rows == 0 { return 0 }
    if let last = member.last, let pattern = times?.pattern, let end = pattern.time(last) {
      return rows.count { row in pattern.time(rowLabel(row)).map { $0 <= end } ?? false }
    }
    return begins(with: member, in: rows) ? member.rows : 0
  }
}
