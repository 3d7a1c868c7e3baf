/// Where times are missing between neighbouring rows.
struct GapSearch {
  struct Gap {
    /// The row after which times are missing.
    var row: Int
    /// How many steps.
    var missing: Int
  }

  let step: TimeStep?
  private(set) var gaps: [Gap] = []
  /// Days without a row, such as holidays among weekdays, which are no gaps.
  private(set) var daysOff = 0

  /// More weekdays without a row than holidays make.
  private static let mostDaysOff = 5

  /// - Parameters:
  ///   - instants: of rows in order of time; their indices are the rows.
  init(_ instants: Slice<Instants>, tolerance: Int) {
    step = TimeStep.find(in: instants, tolerance: tolerance)
    guard let step else { return }
    var row = instants.startIndex
    while row + 1 < instants.endIndex {
      let missing = step.missing(
        from: instants[row], to: instants[row + 1], tolerance: tolerance)
      if missing > 0 {
        if step.unit == .weekdays, missing <= Self.mostDaysOff {
          daysOff += missing
        } else {
          gaps.append(Gap(row: row, missing: missing))
        }
      }
      row += 1
    }
  }

  /// The rows as runs without a gap.
  func runs(_ rows: Range<Int>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = rows.lowerBound
    for gap in gaps {
      runs.append(start..<gap.row + 1)
      start = gap.row + 1
    }
    runs.append(start..<rows.upperBound)
    return runs
  }

  /// “500 hours are missing after line 61 (2021-03-03 11:00:00)”.
  func sentence(_ place: (Int) -> RowPlace) -> String? {
    guard let step, let first = gaps.first else { return nil }
    let amount = step.amount(first.missing)
    let verb = first.missing == 1 ? "is" : "are"
    var text = "\(amount) \(verb) missing after \(place(first.row).text)"
    if gaps.count > 1 {
      let all = gaps.reduce(0) { $0 + $1.missing }
      text +=
        ", the first of \(NumberText.grouped(gaps.count)) gaps with"
        + " \(NumberText.count(all, "missing row")) in all"
    }
    return text
  }
}
