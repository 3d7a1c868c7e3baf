import Foundation
import Skein
import Testing

/// A month axis from January of `year`.
private func months(_ count: Int, from year: Int) -> [String] {
  (0..<count).map { month in
    let number = month % 12 + 1
    return "\(year + month / 12)-\(number < 10 ? "0" : "")\(number)"
  }
}

/// Every hour of some days of January 2010.
private func hours(_ count: Int) -> [String] {
  (0..<count).map { String(format: "2010/01/%02d %02d:00", $0 / 24 + 1, $0 % 24) }
}

private func choose(_ labels: [String], _ count: Int) -> [RowLabel] {
  RowLabel.choose(labels, rows: 0...labels.count - 1, atMost: count)
}

@Suite("Tick labels of rows")
struct TickLabelTests {
  @Test("months over centuries are labelled with round years")
  func years() {
    let labels = choose(months(3120, from: 1749), 8)
    #expect(labels.map(\.text) == ["1750", "1800", "1850", "1900", "1950", "2000"])
    #expect(labels.map(\.row) == [12, 612, 1212, 1812, 2412, 3012])
    #expect(labels.allSatisfy { $0.context == nil })
  }

  @Test("months over a few years are labelled with months, and years where they begin")
  func monthsOfYears() {
    let labels = choose(months(30, from: 1999), 6)
    #expect(labels.map(\.text) == ["Jan", "Jul", "Jan", "Jul", "Jan"])
    #expect(labels.map(\.context) == ["1999", nil, "2000", nil, "2001"])
  }

  @Test("hours over days are labelled with times, and dates where they begin")
  func hoursOfDays() {
    let labels = choose(hours(48), 4)
    #expect(labels.map(\.text) == ["00:00", "12:00", "00:00", "12:00"])
    #expect(labels.map(\.context) == ["1 Jan 2010", nil, "2 Jan 2010", nil])
    #expect(labels.map(\.row) == [0, 12, 24, 36])
  }

  @Test("hours over a month are labelled with the 1st, 11th and 21st")
  func daysOfMonth() {
    let labels = choose(hours(31 * 24), 4)
    #expect(labels.map(\.text) == ["1", "11", "21"])
    #expect(labels.map(\.context) == ["Jan 2010", nil, nil])
  }

  @Test("a date that is missing moves its tick to the next row")
  func missing() {
    let dates = ["2010-01-30", "2010-01-31", "2010-02-02", "2010-02-03", "2010-03-01"]
    let labels = choose(dates, 2)
    #expect(labels.map(\.row) == [2, 4])
    #expect(labels.map(\.text) == ["2", "1"])
    #expect(labels.map(\.context) == ["Feb 2010", "Mar 2010"])
  }

  @Test("dates too few for a round one are labelled at their ends")
  func ends() {
    let labels = choose(["2010-01-12", "2010-01-13", "2010-01-14"], 2)
    #expect(labels.map(\.row) == [0, 2])
    #expect(labels.map(\.text) == ["12", "14"])
    #expect(labels.map(\.context) == ["Jan 2010", nil])
    #expect(choose(["2010-03-05"], 5) == [RowLabel(row: 0, text: "5", context: "Mar 2010")])
  }

  @Test("dates that do not ascend and other texts are labelled at every 1, 2, 5, … rows")
  func texts() {
    #expect(choose(["2010-02", "2010-01"], 5).map(\.text) == ["2010-02", "2010-01"])
    let rows = (0..<23).map { "row \($0)" }
    #expect(choose(rows, 23).count == 23)
    #expect(choose(rows, 12).map(\.row) == Array(stride(from: 0, to: 23, by: 2)))
    #expect(choose(rows, 3).map(\.row) == [0, 10, 20])
    let long = choose(["a label of many letters"], 1)
    #expect(long.map(\.text) == ["a label of ma…"])
  }

  @Test("never more labels than asked for, in rising rows, all within the range")
  func bounds() {
    let axes = [months(400, from: 1990), hours(700), (0..<300).map { "\($0)" }]
    for labels in axes {
      for low in [0, 1, 17, 100] {
        for high in [low, low + 1, low + 30, labels.count - 1] {
          for count in [1, 2, 3, 7, 12] {
            let chosen = RowLabel.choose(labels, rows: low...high, atMost: count)
            #expect(!chosen.isEmpty || labels == axes[2], "\(low)…\(high), \(count)")
            #expect(chosen.count <= count)
            #expect(chosen.allSatisfy { (low...high).contains($0.row) })
            #expect(zip(chosen, chosen.dropFirst()).allSatisfy { $0.row < $1.row })
          }
        }
      }
    }
    #expect(RowLabel.choose([], rows: 0...5, atMost: 3).isEmpty)
    #expect(RowLabel.choose(["a"], rows: 3...5, atMost: 3).isEmpty)
  }
}
