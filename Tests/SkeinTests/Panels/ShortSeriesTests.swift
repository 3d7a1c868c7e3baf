import Foundation
import Skein
import Support
import Testing

/// Series of a panel that are shorter than a window.
@Suite("Series shorter than a window")
struct ShortSeriesTests {
  /// Two series of 40 rows, and a short one between them.
  private static func series(short: Int) throws -> Series {
    let lines = (0..<40).flatMap { row in
      ["a", "s", "z"].filter { $0 != "s" || row < short }.map { (row, $0) }
    }
    let text = try Tables.table("id,date,v", rows: lines.count) { line in
      let (row, name) = lines[line]
      let shift = name == "s" ? 3 : 0
      return "\(name),\(try Tables.day(row, "yyyy-mm-dd")),\(Tables.value(row + shift))"
    }
    var options = DataOptions()
    options.order.series = "id"
    return try Tables.read(text, options)
  }

  private static let short = 9

  private static func dataset(_ recipe: Recipe, short: Int = short) throws -> Dataset {
    try Dataset(series(short: short), window: 12, scaling: .standard, recipe: recipe)
  }

  /// The windows of the short series.
  private static func own(_ data: Dataset) throws -> (rows: Range<Int>, windows: [Int]) {
    let panel = try #require(data.series.panel)
    let number = try #require(panel.names.firstIndex(of: "s"))
    let rows = panel.rows[number]
    return (
      rows, (0..<data.windows.count).filter { rows.contains(data.windows.targetRow($0)) }
    )
  }

  @Test(
    "windows begin before the first row, which stands for those that are not there",
    arguments: [false, true])
  func gather(hasRecipe: Bool) throws {
    let data = try Self.dataset(hasRecipe ? .auto : .plain)
    let (rows, windows) = try Self.own(data)
    // From two rows that are known on, up to the last target.
    #expect(
      windows.map(data.windows.targetRow).sorted() == Array(rows.lowerBound + 2..<rows.upperBound))
    // A table in which the first row really stands there so often.
    let text = try Tables.table("date,v", rows: 10 + rows.count) { line in
      let row = max(rows.lowerBound, rows.lowerBound + line - 10)
      return "\(try Tables.day(line, "yyyy-mm-dd")),\(data.seen.value(row: row, column: 0))"
    }
    let padded = try Tables.read(text, DataOptions(targets: ["v"]))
    let splits = Splits(
      try Windows(of: padded, length: 12), training: 0..<0, validation: 0..<0, test: 0..<7)
    let whole = Dataset(
      series: padded, windows: splits.windows, splits: splits, scaler: data.scaler,
      recipe: data.recipe)
    var (found, wanted) = ([Float](repeating: 0, count: 12), [Float](repeating: 1, count: 12))
    for (place, window) in windows.sorted(by: {
      data.windows.targetRow($0) < data.windows.targetRow($1)
    })
    .enumerated() {
      WindowSource(data.all).gatherInput(window, row: 0, rows: 1, into: &found)
      WindowSource(whole.all).gatherInput(place, row: 0, rows: 1, into: &wanted)
      #expect(found == wanted, "window \(place)")
      WindowSource(data.all).gatherTargets(window, into: &found)
      WindowSource(whole.all).gatherTargets(place, into: &wanted)
      #expect(found[0] == wanted[0])
    }
  }

  @Test("rows that are not there are in no part, no scale and no error")
  func parts() throws {
    let data = try Self.dataset(.auto)
    let (rows, windows) = try Self.own(data)
    let panel = try #require(data.series.panel)
    #expect(data.shortMembers.padded == ["s"] && data.shortMembers.without.isEmpty)
    for part in [data.splits.training, data.splits.validation, data.splits.test] {
      for run in part.runs {
        #expect(
          panel.rows.contains { $0.lowerBound <= run.lowerBound && run.upperBound <= $0.upperBound }
        )
      }
    }
    // Seven windows: four train, one validates, two test.
    #expect(windows.count { data.splits.training.windows.contains($0) } == 4)
    #expect(windows.count { data.splits.test.windows.contains($0) } == 2)
    let known = (rows.lowerBound..<rows.upperBound - 2).map {
      data.series.value(row: $0, column: 0)
    }
    let mean = known.reduce(0, +) / 7
    let number = try #require(panel.names.firstIndex(of: "s"))
    #expect(abs(try #require(data.scales).offsets[number] - mean) < 1e-12)
    let member = try #require(RunPanel(data)).members[number]
    #expect(member.cut == PanelCut(trained: 4, fitted: 5, pads: true))
    #expect(member.rows == 7 && member.all == Self.short)
  }

  @Test("where no series is long enough, or one has too few rows, nothing stands for rows")
  func refused() throws {
    let data = try Self.dataset(.auto, short: 2)
    #expect(data.shortMembers.padded.isEmpty && data.shortMembers.without == ["s"])
    #expect(throws: DataError.self) {
      try Dataset(Self.series(short: 9), window: 60, recipe: .auto)
    }
  }
}
