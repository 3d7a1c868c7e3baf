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
    // The network sees a table in which the first row really stands there so often; the linear path one that
    // begins with it, as in a forecast.
    let padded = try Self.alone(data, rows, padding: 10, window: 12)
    let bare = try Self.alone(data, rows, padding: 0, window: 2)
    var (found, wanted) = ([Float](repeating: 0, count: 12), [Float](repeating: 1, count: 12))
    let inOrder = windows.sorted { data.windows.targetRow($0) < data.windows.targetRow($1) }
    for (place, window) in inOrder.enumerated() {
      WindowSource(data.all).gatherInput(window, row: 0, rows: 1, into: &found)
      WindowSource(padded.all).gatherInput(place, row: 0, rows: 1, into: &wanted)
      #expect(found == wanted, "window \(place)")
      WindowSource(data.all).gatherTargets(window, into: &found)
      WindowSource(bare.all).gatherTargets(place, into: &wanted)
      #expect(found[0] == wanted[0], "window \(place)")
    }
  }

  /// The short series as a table of its own, prepared as among the others.
  private static func alone(
    _ data: Dataset, _ rows: Range<Int>, padding: Int, window: Int
  ) throws -> Dataset {
    let text = try Tables.table("date,v", rows: padding + rows.count) { line in
      let row = rows.lowerBound + max(line - padding, 0)
      return "\(try Tables.day(line, "yyyy-mm-dd")),\(data.seen.value(row: row, column: 0))"
    }
    let table = try Tables.read(text, DataOptions(targets: ["v"]))
    let windows = try Windows(of: table, length: window)
    let splits = Splits(windows, training: 0..<0, validation: 0..<0, test: 0..<windows.count)
    return Dataset(
      series: table, windows: windows, splits: splits, scaler: data.scaler, recipe: data.recipe)
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
    // The first two rows, and the four that train.
    let known = (rows.lowerBound..<rows.lowerBound + 6).map {
      data.series.value(row: $0, column: 0)
    }
    let mean = known.reduce(0, +) / 6
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
