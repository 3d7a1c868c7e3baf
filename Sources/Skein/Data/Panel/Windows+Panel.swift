extension Windows {
  /// Windows of one of many series that follow each other, in a run of its rows.
  package struct Stretch: Sendable, Equatable {
    /// The first row of each; before `first` where that stands for the rows that are not there.
    package var starts: Range<Int>
    /// The first row that there is.
    package let first: Int

    var isPadded: Bool { starts.lowerBound < first }

    /// How many of them have their last row before `end`.
    ///
    /// - Parameter span: rows of a window that count for that.
    func count(before end: Int, span: Int) -> Int {
      max(min(starts.upperBound, end - span + 1) - starts.lowerBound, 0)
    }
  }

  /// Rows of a series that a window knows at least, where it is longer than the series: a step.
  package static let leastKnown = 2

  /// The windows of one of many series, none of which crosses a gap.
  ///
  /// Where it is shorter than a window with its target, its first row stands for those that are not there, as
  /// in a forecast.
  ///
  /// - Parameters:
  ///   - runs: its rows without gaps.
  ///   - needed: the rows of a window with its target.
  ///   - pads: whether the first row stands for others; nil for where there is no window otherwise.
  static func stretches(
    of runs: ArraySlice<Range<Int>>, length: Int, horizon: Int, needed: Int, pads: Bool?
  ) -> [Stretch] {
    let whole = runs.filter { $0.count >= needed }
    guard pads ?? whole.isEmpty else {
      return whole.map {
        Stretch(starts: $0.lowerBound..<$0.upperBound - needed + 1, first: $0.lowerBound)
      }
    }
    let known = min(leastKnown, length)
    return runs.filter { $0.count - known >= horizon }.map { run in
      let first = run.lowerBound + known - length
      return Stretch(starts: first..<run.upperBound - length - horizon + 1, first: run.lowerBound)
    }
  }

  /// The series of a panel that are shorter than a window, by their numbers.
  func padded(_ panel: Panel) -> Set<Int> { Set(paddedRows.map(panel.member)) }

  /// The windows of one of many series that may belong to parts.
  func stretches(of member: Int, _ panel: Panel, of series: Series, pads: Bool) -> [Stretch] {
    Self.stretches(
      of: series.runs(within: panel.rows[member]), length: length, horizon: horizon,
      needed: length + horizon, pads: pads)
  }
}

extension Windows {
  /// Some windows, series by series as far as they follow each other.
  ///
  /// Cost: the number of series and gaps.
  func byMember(_ windows: Range<Int>, _ panel: Panel) -> [(member: Int, windows: Range<Int>)] {
    var parts: [(member: Int, windows: Range<Int>)] = []
    for segment in segments(of: windows) {
      let member = panel.member(of: lastRow(segment.lowerBound))
      if let last = parts.last, last.member == member,
        last.windows.upperBound == segment.lowerBound
      {
        parts[parts.count - 1].windows = last.windows.lowerBound..<segment.upperBound
      } else {
        parts.append((member, segment))
      }
    }
    return parts
  }
}

extension Splits {
  /// The rows by which each series is scaled and its errors are judged: those of its training part; where it has none,
  /// those before its first target, and all where it is too short for a window.
  func scaledRuns(_ panel: Panel, of series: Series) -> [[Range<Int>]] {
    var runs = [[Range<Int>]](repeating: [], count: panel.count)
    for run in training.runs { runs[panel.member(of: run.lowerBound)].append(run) }
    let others = windows.byMember(training.windows.upperBound..<windows.count, panel)
    for (member, own) in others where runs[member].isEmpty {
      runs[member] = [windows.inputRows(own.lowerBound)]
    }
    for member in runs.indices where runs[member].isEmpty { runs[member] = [panel.rows[member]] }
    return runs
  }
}
