import Foundation

/// A tick of a chart's axis: its place and what is written there.
struct AxisTick: Sendable, Equatable {
  let value: Double
  let label: String
  /// What is written below the label, where it begins or changes.
  var context: String?

  /// At most `count` ticks inside the range.
  static func along(
    _ axis: ChartAxis, _ range: ClosedRange<Double>, atMost count: Int, isASCII: Bool
  ) -> [AxisTick] {
    switch axis.scale {
    case .linear:
      return labelled(LinearTicks.within(range, atMost: count), isASCII)
    case .wholeNumbers:
      return labelled(LinearTicks.within(range, atMost: count, wholeNumbers: true), isASCII)
    case .logarithmic:
      let ticks = LogTicks.covering(range, atMost: max(count, 3))
      return labelled(ticks.filter { range.contains($0.value) }, isASCII)
    case .rows(let labels, let dates):
      // Beyond an Int no row has a label.
      let low = range.lowerBound.rounded(.up)
      let high = range.upperBound.rounded(.down)
      guard low <= high, high >= 0, low < Double(labels.count) else { return [] }
      let rows = Int(max(low, 0))...Int(min(high, Double(labels.count - 1)))
      return RowLabel.choose(labels, dates: dates, rows: rows, atMost: count).map {
        AxisTick(value: Double($0.row), label: $0.text, context: $0.context)
      }
    }
  }

  /// At most `count` ticks that span the range; the axis then runs from the first to the last.
  static func covering(
    _ axis: ChartAxis, _ range: ClosedRange<Double>, atMost count: Int, isASCII: Bool
  ) -> [AxisTick] {
    axis.scale == .logarithmic
      ? labelled(LogTicks.covering(range, atMost: count), isASCII)
      : labelled(LinearTicks.covering(range, atMost: count), isASCII)
  }

  private static func labelled(_ ticks: [Tick], _ isASCII: Bool) -> [AxisTick] {
    zip(ticks, Tick.labels(ticks, isASCII: isASCII)).map { AxisTick(value: $0.value, label: $1) }
  }
}
