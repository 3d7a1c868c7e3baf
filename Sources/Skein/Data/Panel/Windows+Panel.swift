extension Windows {
  /// Some windows, series by series as far as they follow each other.
  ///
  /// Cost: the number of series and gaps.
  func byMember(_ windows: Range<Int>, _ panel: Panel) -> [(member: Int, windows: Range<Int>)] {
    var parts: [(member: Int, windows: Range<Int>)] = []
    for segment in segments(of: windows) {
      let member = panel.member(of: start(segment.lowerBound))
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
