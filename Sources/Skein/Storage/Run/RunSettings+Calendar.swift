extension RunSettings {
  /// What the linear path's error on the validation part must be at most, beside that without the calendar.
  ///
  /// The columns have a price: the network sees the rows to come as well, 74 instead of 50 for 24 rows ahead,
  /// and a stream of readings, which tell no times, cannot be predicted.
  private static let mostRatio = 0.98
  /// How many of its deviations the gain must be, as for the network's share.
  private static let leastGain = 1.96

  /// Takes what the calendar says of the rows in where nobody chose and the validation part says that it is
  /// worth its columns: with `--recipe auto`, a linear path, and times that are evenly spaced, in memory.
  ///
  /// Cost: a copy of the series, and its linear path twice.
  ///
  /// - Parameters:
  ///   - series: as it was read.
  ///   - dataset: made of it by these settings.
  /// - Returns: the data with the features, which `calendar` names then, and the ratio of the errors; nil
  ///   where the settings stay as they are.
  package mutating func takeCalendar(
    _ series: Series, _ dataset: Dataset
  ) throws -> (dataset: Dataset, ratio: Double)? {
    guard recipe == .auto, fullRecipe.lags != .none, calendar == .none,
      dataset.validation.count > 0, series.hasRoomForCalendar,
      series.labelsAfterEnd(1) != nil, let more = try? series.adding(.auto), !more.calendar.isEmpty
    else { return nil }
    let other = try self.dataset(more)
    guard let found = other.pathComparison(with: dataset), found.ratio <= Self.mostRatio,
      found.statistic <= -Self.leastGain
    else { return nil }
    calendar = .features(more.calendar)
    return (other, found.ratio)
  }
}
