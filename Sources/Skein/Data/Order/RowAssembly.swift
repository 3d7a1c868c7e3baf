/// Makes a series of rows that were read: in order of time, one row for each time, gaps filled or told.
struct RowAssembly {
  let file: String
  let name: String
  let path: String?
  /// What the rows were read from, a file or several; empty for what is none.
  let files: [DataFile]
  let layout: CSVLayout
  let selection: ColumnSelection
  let options: DataOptions
  var leftOut: [LeftOutLines]
  /// Of each series the rows after its last target; empty where none has such rows.
  var coming: [ComingRows] = []
  private var notes: [String] = []
  private var times: TimeReading?
  private var step: TimeStep?
  private var width: Int { selection.columns.count }

  init(
    file: String, name: String, path: String?, files: [DataFile], layout: CSVLayout,
    selection: ColumnSelection, options: DataOptions, leftOut: [LeftOutLines]
  ) {
    self.file = file
    self.name = name
    self.path = path
    self.files = files
    self.layout = layout
    self.selection = selection
    self.options = options
    self.leftOut = leftOut
  }

  /// The finished series. Cost: a pass over the labels, and a copy where rows move.
  mutating func series(_ builder: inout SeriesBuilder) throws(DataError) -> Series {
    let rowsRead = builder.rows
    try checkRows(builder)
    try checkStatics(builder)
    let labels = builder.labels
    try readTimes(labels, builder.lines)
    let sorted = try sort(builder)
    var rows = RowTable(
      storage: builder.storage, labels: labels, groups: [0..<builder.rows], width: width)
    if let sorted {
      rows = try rows.reordered(
        sorted.order, means: sorted.means, groups: sorted.groups, file: file)
      times?.reorder(sorted.order, in: builder.storage.space)
    }
    let kept = try takeComing(&rows, builder)
    if let kept { times?.reorder(kept, in: builder.storage.space) }
    let lines = builder.lines
    let fileRow = sorted.map { sorted in kept?.map { sorted.order[$0] } ?? sorted.order }
    notes += MarkerDoubt.notes(rows.storage, columns: builder.names)
    let gapRuns = try findGaps(&rows) { [self] row in
      place(fileRow.map { $0[row] } ?? row, labels, lines)
    }
    var (series, missingNotes) = try fill(&rows, builder, gapRuns)
    series.futureColumns = selection.future
    if series.panel == nil { series.coming = coming.first }
    let (whole, staticNotes) = try withStaticInputs(series, builder)
    notes += missingNotes + comingNotes(series) + staticNotes
    return finish(whole, builder, rowsRead)
  }

  private func place(_ row: Int, _ labels: RowLabels?, _ lines: RowLines) -> RowPlace {
    let part = lines.part(of: row)
    return RowPlace(
      file: part ?? file, line: lines.line(of: row), label: labels?[row] ?? String(row + 1),
      isPart: part != nil)
  }

  private func checkRows(_ builder: SeriesBuilder) throws(DataError) {
    guard builder.rows == 0 else { return }
    if let (column, value) = selection.seriesColumn, builder.otherRows > 0 {
      throw .unknownSeries(
        file: file, column: layout.name(column), value: value ?? "", available: builder.otherNames)
    }
    if let line = layout.headerLine { throw .headerOnly(file: file, line: line) }
    throw .emptyFile(file: file)
  }

  // MARK: Time

  private mutating func readTimes(
    _ labels: RowLabels?, _ lines: RowLines
  ) throws(DataError) {
    guard let labels, !layout.timePatterns.isEmpty else { return }
    let column = layout.timeColumns.map(layout.name).joined(separator: ", ")
    let (reading, stranger) = try TimeReading.read(
      labels, layout.timePatterns, file: file, column: column)
    times = reading
    guard reading == nil, let stranger else { return }
    let place = place(stranger.row, labels, lines)
    if let format = options.form.timeFormat {
      throw .unusableTime(file: file, line: place.line, value: place.label, format: format)
    }
    throw .strangeTime(
      file: file, line: place.line, value: place.label, others: labels[stranger.row == 0 ? 1 : 0],
      count: stranger.count)
  }

  private typealias Sorted = (
    order: [Int], means: [(place: Int, rows: [Int])], groups: [Range<Int>]
  )

  private mutating func sort(_ builder: SeriesBuilder) throws(DataError) -> Sorted? {
    let values = builder.storage.values
    let width = width
    func isSame(_ a: Int, _ b: Int) -> Bool {
      (0..<width).allSatisfy {
        values[a * width + $0].bitPattern == values[b * width + $0].bitPattern
      }
    }
    guard let series = builder.series else {
      guard var mended = times else { return nil }
      mended.mendClocks()
      times = mended
      if let changes = times?.clockChanges, let first = changes.first {
        notes.append(
          "the clock was changed by an hour at"
            + " \(place(first, builder.labels, builder.lines).text)"
            + (changes.count > 1 ? " and \(changes.count - 1) more times" : "")
            + ", where time goes on")
      }
      let sorting = try RowSorting(
        0..<builder.rows, mended.instants, options.order, file: file, isSame: isSame,
        place: { place($0, builder.labels, builder.lines) })
      notes += sorting.notes
      leaveOut(sorting.doubled, builder.lines)
      return sorting.order.map { ($0, sorting.groups, [0..<$0.count]) }
    }
    var rowsOf = [[Int]](repeating: [], count: builder.seriesNames.count)
    for (row, number) in series.enumerated() { rowsOf[Int(number)].append(row) }
    var all: Sorted = ([], [], [])
    var sorted: (first: String, count: Int)?
    for (number, rows) in rowsOf.enumerated() {
      let begin = all.order.count
      if let times {
        let sorting = try RowSorting(
          rows, times.instants, options.order, file: file, isSame: isSame,
          place: { place($0, builder.labels, builder.lines) })
        if rowsOf.count == 1 {
          notes += sorting.notes
        } else if let note = sorting.notes.first {
          let own = "series \(TerminalText.quoted(builder.seriesNames[number])): \(note)"
          sorted = (sorted?.first ?? own, (sorted?.count ?? 0) + 1)
        }
        leaveOut(sorting.doubled, builder.lines)
        all.means += sorting.groups.map { ($0.place + begin, $0.rows) }
        all.order += sorting.order ?? rows
      } else {
        all.order += rows
      }
      all.groups.append(begin..<all.order.count)
    }
    if let sorted { notes.append(Self.note(sorted.first, more: sorted.count - 1)) }
    if let (column, value) = selection.seriesColumn {
      let name = TerminalText.quoted(layout.name(column))
      notes.append(
        value.map {
          "\(NumberText.count(builder.rows, "row")) of series \(TerminalText.quoted($0)) were taken,"
            + " \(NumberText.grouped(builder.otherRows)) of others left out"
        } ?? "\(NumberText.grouped(rowsOf.count)) series by column \(name); no window crosses from"
          + " one to another")
    }
    return all
  }

  private mutating func leaveOut(_ rows: [Int], _ lines: RowLines) {
    guard let first = rows.min() else { return }
    leftOut.append(
      LeftOutLines(
        reason: .doubled, count: rows.count, line: lines.line(of: first),
        file: lines.part(of: first)))
  }

  // MARK: Gaps

  /// The runs of rows without a gap, each within a group.
  private mutating func findGaps(
    _ rows: inout RowTable, _ place: (Int) -> RowPlace
  ) throws(DataError) -> [Range<Int>]? {
    guard let times else { return rows.groups.count > 1 ? rows.groups : nil }
    let policy = options.order.gaps ?? .break
    var runs: [Range<Int>] = []
    var found: [GapSearch.Gap] = []
    var told: (sentence: String, others: Int)?
    var daysOff = 0
    for group in rows.groups {
      let search = GapSearch(times.instants[group], tolerance: times.tolerance)
      if step == nil { step = search.step }
      daysOff += search.daysOff
      runs += search.runs(group)
      found += search.gaps
      guard told == nil, let sentence = search.sentence(place) else {
        if !search.gaps.isEmpty { told?.others += 1 }
        continue
      }
      if policy == .refuse { throw .timeGap(file: file, sentence: sentence) }
      told = (sentence, 0)
    }
    if let told {
      let others =
        told.others > 0 ? ", and the like in \(NumberText.grouped(told.others)) more series" : ""
      notes.append(
        told.sentence + others
          + (policy == .fill
            ? "; rows were made for them, whose values are filled" : "; no window crosses a gap"))
    }
    if daysOff > 0 {
      notes.append(
        "\(NumberText.count(daysOff, "weekday")) without a row, such as holidays, are no gaps")
    }
    if policy == .fill, !found.isEmpty, let step {
      guard options.missingValues != .drop else {
        throw .invalidSetting(
          name: "gaps", value: "fill",
          remedy: "interpolate missing values then, since rows that are made have none")
      }
      self.times = try rows.insert(found, times, step, file: file)
      return rows.groups.count > 1 ? rows.groups : nil
    }
    return runs.count > 1 ? runs : nil
  }

  // MARK: Values

  private func fill(
    _ rows: inout RowTable, _ builder: SeriesBuilder, _ gapRuns: [Range<Int>]?
  ) throws(DataError) -> (Series, [String]) {
    var notes: [String] = []
    var filled = FilledCells()
    var runs = gapRuns ?? [0..<rows.count]
    let missing = rows.missingCount
    let filler = GapFiller(file: file, columns: builder.names)
    var policy = options.missingValues
    if missing > 0, policy == .refuse {
      // Only those of rows that were made may be filled without being asked.
      guard builder.missing == nil else {
        let (first, count) = builder.missing ?? (layout.place(file, line: 0, column: 0), missing)
        throw .missingValue(first, count: count)
      }
      policy = .interpolate
    }
    switch policy {
    case _ where missing == 0: break
    case .refuse: break
    case .interpolate:
      filled = try filler.interpolate(rows.storage, runs: rows.groups)
      let markers = builder.markers.isEmpty ? "" : " (\(Self.list(builder.markers)))"
      notes.append(
        "\(NumberText.count(filled.count, "missing value"))\(markers)"
          + " \(filled.count == 1 ? "was" : "were") filled from the neighbours; errors and loss leave"
          + " them out")
    case .drop:
      let isKept = try filler.drop(rows.storage)
      let before = rows.count
      runs = rows.keep(isKept, runs: runs)
      let count = before - rows.count
      notes.append(
        "\(NumberText.count(count, "row")) without a value \(count == 1 ? "was" : "were") dropped")
    }
    var series = Series(
      name: name, path: path, columns: builder.names, inputCount: selection.inputCount,
      targetColumns: selection.targets, labels: rows.labels, storage: rows.storage, filled: filled)
    series.runs = runs.filter { !$0.isEmpty }
    series.panel = panel(of: rows, builder)
    series.memberName = selection.seriesColumn?.value
    return (series, notes)
  }

  private static func list(_ texts: [String]) -> String {
    texts.prefix(6).map { TerminalText.quoted($0) }.joined(separator: ", ")
  }

  private func finish(_ series: Series, _ builder: SeriesBuilder, _ rowsRead: Int) -> Series {
    var series = series
    var dialect = layout.dialect
    dialect.timeFormat = times?.pattern.notation
    dialect.missing = builder.markers
    if let times {
      series.times = RowTimes(pattern: times.pattern, step: step)
      if builder.series != nil, builder.seriesNames.count > 1 {
        series.times?.instants = Array(times.instants)
        series.times?.names = builder.seriesNames
      }
    }
    let text = ReadingText(
      layout: layout, dialect: dialect, step: step, pattern: times?.pattern, leftOut: leftOut,
      rows: rowsRead, files: files.count)
    series.files = files
    series.reading = Reading(
      dialect: dialect, summary: text.summary, notes: text.notes + layout.doubts + notes,
      rowsRead: rowsRead, leftOut: leftOut, mayBeMixed: layout.mayBeMixed, kinds: layout.surveyKinds
    )
    return series
  }
}
