import Skein
import Testing

@Suite("Windows and splits")
struct WindowsTests {
  /// All windows by sliding over the rows one by one.
  private func slide(_ rows: Int, _ length: Int, _ horizon: Int) -> [(inputs: [Int], target: Int)] {
    (0..<rows).compactMap { start in
      let inputs = Array(start..<start + length)
      let target = start + length - 1 + horizon
      return target < rows ? (inputs, target) : nil
    }
  }

  @Test("every length, horizon and row count up to 12 gives the windows that sliding gives")
  func allWindows() throws {
    for rows in 0...12 {
      for length in 1...12 {
        for horizon in 1...12 {
          let expected = slide(rows, length, horizon)
          guard let windows = try? Windows(rows: rows, length: length, horizon: horizon) else {
            #expect(expected.isEmpty)
            continue
          }
          #expect(windows.count == expected.count && !expected.isEmpty)
          for (window, one) in expected.enumerated() {
            #expect(Array(windows.inputRows(window)) == one.inputs)
            #expect(windows.targetRow(window) == one.target)
          }
          for first in 0...expected.count {
            for end in first...expected.count {
              let touched = expected[first..<end].flatMap { $0.inputs + [$0.target] }
              let range = windows.rows(of: first..<end)
              #expect(range.isEmpty == touched.isEmpty)
              if let low = touched.min(), let high = touched.max() {
                #expect(range == low..<high + 1)
              }
            }
          }
        }
      }
    }
  }

  @Test("every split of up to 12 rows cuts the windows as Keras's rule does on lists")
  func allSplits() throws {
    let fractions = [0, 0.1, 0.2, 0.25, 0.3, 0.5, 0.75, 0.9, 0.99]
    for rows in 2...12 {
      for length in 1..<rows {
        let windows = try Windows(rows: rows, length: length, horizon: 1)
        let all = Array(0..<windows.count)
        for testSplit in fractions {
          for validationSplit in fractions {
            let fitted = Array(all[..<Int(Double(all.count) * (1 - testSplit))])
            let training = Array(fitted[..<Int(Double(fitted.count) * (1 - validationSplit))])
            let splits = try? Splits(
              windows, testSplit: testSplit, validationSplit: validationSplit)
            guard let splits else {
              #expect(training.isEmpty)
              continue
            }
            #expect(Array(splits.training.windows) == training && !training.isEmpty)
            #expect(Array(splits.validation.windows) == Array(fitted[training.count...]))
            #expect(Array(splits.test.windows) == Array(all[fitted.count...]))
            #expect(splits.training.rows == windows.rows(of: splits.training.windows))
            #expect(splits.validation.rows == windows.rows(of: splits.validation.windows))
            #expect(splits.test.rows == windows.rows(of: splits.test.windows))
            if testSplit == 0 { #expect(splits.test.windows.isEmpty) }
            if validationSplit == 0 { #expect(splits.validation.windows.isEmpty) }
          }
        }
      }
    }
  }

  @Test("the rows that an error says are needed are exactly enough")
  func neededRows() throws {
    for length in 1...5 {
      for testSplit in [0, 0.2, 0.5, 0.9, 0.999] {
        for validationSplit in [0, 0.1, 0.5, 0.97] {
          var rows = length + 1
          var told: Int?
          while true {
            let windows = try Windows(rows: rows, length: length, horizon: 1)
            do {
              _ = try Splits(windows, testSplit: testSplit, validationSplit: validationSplit)
              break
            } catch .noTrainingWindows(let there, let needed, _, _) {
              #expect(there == rows && needed == told ?? needed)
              told = needed
              rows += 1
            }
          }
          if let told { #expect(rows == told) }
        }
      }
    }
  }

  @Test("impossible settings are refused in one sentence")
  func errors() throws {
    func message(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      message { _ = try Windows(rows: 9, length: 0) }
        == "window 0 is not possible; give the number of rows it has, 1 or more")
    #expect(
      message { _ = try Windows(rows: 9, length: 2, horizon: -1) }
        == "horizon -1 is not possible; give the number of rows to look ahead, 1 or more")
    #expect(
      message { _ = try Windows(rows: 9, length: 8, horizon: 3) }
        == "the series has 9 rows but one window of 8 with its target 3 rows later needs 11; "
        + "choose a shorter window, such as 2")
    #expect(message { _ = try Windows(rows: 9, length: .max, horizon: .max) }.contains("9 rows"))
    let windows = try Windows(rows: 12, length: 10, horizon: 1)
    #expect(
      message { _ = try Splits(windows, testSplit: 0.5, validationSplit: 0.5) }
        == "the series has 12 rows but a test split of 0.5 and a validation split of 0.5 leave a "
        + "training window only from 14 rows on; choose smaller splits or a shorter window, such as 3"
    )
    for split in [-0.1, 1, 1.5, .nan, .infinity] {
      #expect(
        message { _ = try Splits(windows, testSplit: split, validationSplit: 0) }
          == "test split \(split) is not possible; give a fraction from 0 to less than 1")
      #expect(
        message { _ = try Splits(windows, testSplit: 0, validationSplit: split) }
          .hasPrefix("validation split"))
    }
    let almostOne = (1.0).nextDown
    #expect(
      message { _ = try Splits(windows, testSplit: almostOne, validationSplit: almostOne) }
        .contains("the series has 12 rows"))
  }

  @Test("splits are printed with row numbers and, where there are any, times")
  func description() throws {
    let sunspots = try DataSource.load("sunspots")
    let windows = try Windows(rows: sunspots.rows, length: 48, horizon: 1)
    let splits = try Splits(windows, testSplit: 0.2, validationSplit: 0.1)
    #expect(
      splits.description(of: sunspots) == """
        train 2,211 windows, rows 1–2,259 (1749-01 … 1937-03)
        validation 246 windows, rows 2,212–2,505 (1933-04 … 1957-09)
        test 615 windows, rows 2,458–3,120 (1953-10 … 2008-12)
        """)
    let short = try Series(name: "s", columns: [("a", [1, 2])])
    let one = try Splits(Windows(rows: 2, length: 1), testSplit: 0, validationSplit: 0)
    #expect(one.description(of: short) == "train 1 window, rows 1–2")
  }
}
