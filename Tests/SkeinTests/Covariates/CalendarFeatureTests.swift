import Foundation
import Skein
import Testing

@Suite("What the calendar says of a time")
struct CalendarFeatureTests {
  /// Golden/Calendar/features.json, made by make-golden.py there.
  private struct Golden: Decodable {
    struct Case: Decodable {
      let time: String
      let features: [String: [Double]]
    }

    let cases: [Case]
    /// A turn, its sine and its cosine.
    let circle: [[Double]]
  }

  private static func golden() throws -> Golden {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Calendar/features", withExtension: "json"))
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  }

  @Test("the numbers are those of pandas and numpy")
  func numbers() throws {
    for one in try Self.golden().cases {
      let date = try #require(CalendarDate(one.time))
      #expect(Set(one.features.keys) == Set(CalendarFeature.allCases.map(\.rawValue)))
      for feature in CalendarFeature.allCases {
        let values = feature.values(date)
        let expected = try #require(one.features[feature.rawValue])
        #expect(values.count == expected.count && values.count == feature.columns.count)
        for (value, other) in zip(values, expected) {
          #expect(abs(value - other) < 1e-14, "\(feature) at \(one.time)")
        }
      }
    }
  }

  @Test("sine and cosine of parts of a turn are those of numpy, and quarters are exact")
  func circle() throws {
    for point in try Self.golden().circle {
      let (sine, cosine) = Numerics.circle(point[0])
      #expect(abs(sine - point[1]) < 2e-15 && abs(cosine - point[2]) < 2e-15, "\(point[0])")
    }
    for quarter in -9..<9 {
      let (sine, cosine) = Numerics.circle(Double(quarter) / 4)
      let place = ((quarter % 4) + 4) % 4
      #expect(sine == [0, 1, 0, -1][place] && cosine == [1, 0, -1, 0][place])
    }
    #expect(Numerics.circle(.infinity).sine.isNaN)
  }

  @Test("lists of features are read as they are written, and nothing else")
  func parsing() {
    for text in ["none", "auto", "hour", "hour,weekday", "yearday,minute,quarter"] {
      #expect(CalendarChoice(parsing: text)?.description == text)
    }
    for text in ["", "hours", "hour,", "hour,hour", "hour, weekday", "auto,hour"] {
      #expect(CalendarChoice(parsing: text) == nil)
    }
  }

  private func series(
    _ labels: [String], calendar: CalendarChoice, name: String = "y"
  ) throws -> Series {
    try Series(
      columns: [SeriesColumn(name, labels.indices.map { Double($0 % 7) })], targets: [name],
      labels: RowLabels(labels)
    ).adding(calendar)
  }

  /// Labels of rows that follow each other, so many hours apart.
  private func labels(_ count: Int, hours: Int) -> [String] {
    let first = CalendarDate(year: 2020).secondsFromEpoch
    return (0..<count).compactMap {
      CalendarDate(secondsFromEpoch: first + $0 * hours * 3600)?.text(like: "2020-01-01 00:00")
    }
  }

  @Test("what suits depends on the step and on how long a series is")
  func automatic() throws {
    func found(_ count: Int, hours: Int) throws -> [CalendarFeature] {
      try series(labels(count, hours: hours), calendar: .auto).calendar
    }
    #expect(try found(60, hours: 1) == [])
    #expect(try found(24 * 10, hours: 1) == [.hour])
    #expect(try found(24 * 30, hours: 1) == [.hour, .weekday])
    #expect(try found(30, hours: 24) == [.weekday])
    #expect(try found(1200, hours: 24) == [.weekday, .yearday])
    #expect(try found(200, hours: 24 * 7) == [.yearday])
    let months = (0..<60).map { "\(2000 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)" }
    #expect(try series(months, calendar: .auto).calendar == [.month])
    #expect(try series(["a", "b", "c", "d"], calendar: .auto).calendar == [])
  }

  @Test("columns stand behind the inputs, and what was missing stays so")
  func columns() throws {
    let labels = labels(30, hours: 6)
    let plain = try Series(
      columns: [
        SeriesColumn("x", labels.indices.map { $0 == 4 ? Double.nan : Double($0) }),
        SeriesColumn("y", labels.indices.map { $0 == 7 ? Double.nan : Double(-$0) }),
      ], targets: ["y"], inputs: ["x"], labels: RowLabels(labels), missingValues: .interpolate)
    let series = try plain.adding(.features([.hour, .weekend]))
    #expect(series.columns == ["x", "hour sine", "hour cosine", "weekend", "y"])
    #expect(series.inputColumns == 0..<4 && series.targetColumns == [4])
    #expect(series.futureNames == ["hour sine", "hour cosine", "weekend"])
    for row in 0..<30 {
      #expect(series.value(row: row, column: 0) == plain.value(row: row, column: 0))
      #expect(series.value(row: row, column: 4) == plain.value(row: row, column: 1))
      #expect(series.value(row: row, column: 1) == [0, 1, 0, -1][row % 4])
      #expect(series.isFilled(row: row, column: 0) == (row == 4))
      #expect(series.isFilled(row: row, column: 4) == (row == 7))
      #expect(!series.isFilled(row: row, column: 2))
    }
  }

  @Test("what the calendar cannot say is refused")
  func refusals() {
    func message(_ labels: [String], _ features: [CalendarFeature], name: String = "y") -> String {
      do {
        let series = try series(labels, calendar: .features(features), name: name)
        try series.checkCalendar()
        return "no error but \(series.rows) rows"
      } catch {
        return "\(error)"
      }
    }
    let days = labels(40, hours: 24)
    #expect(
      message(days, [.hour])
        == "the calendar says nothing of series, since the hour of its rows is always the same;"
        + " choose other features, or none")
    #expect(message(["a", "b", "c"], [.hour]).contains("since its rows have no dates"))
    #expect(message(days, [.weekend], name: "weekend").contains("two columns are called 'weekend'"))
  }
}
