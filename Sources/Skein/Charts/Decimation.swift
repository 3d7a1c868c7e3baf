/// Thins a series for drawing: at most four points in each of a number of equal buckets of x.
///
/// The first, the lowest, the highest and the last point of each bucket are kept, so that a line
/// drawn through them covers the same pixels when a bucket is a pixel wide. Source: Jugel et al.,
/// "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014.
package enum Decimation {
  /// Runs of indices of points to draw; between two runs the line has a gap.
  ///
  /// - Parameters:
  ///   - x: ascending.
  ///   - isShown: whether a point can be drawn at all.
  package static func runs(
    x: [Double], y: [Double], range: ClosedRange<Double>, buckets: Int,
    isShown: (Int) -> Bool
  ) -> [[Int]] {
    precondition(buckets > 0, "\(buckets) buckets")
    precondition(x.count == y.count, "\(x.count) x and \(y.count) y")
    let shown = x.indices.filter(isShown)
    guard shown.count > 4 * buckets else { return split(shown) { $1 == $0 + 1 } }

    let width = range.upperBound - range.lowerBound
    func bucket(_ index: Int) -> Int {
      let place = (x[index] - range.lowerBound) / width * Double(buckets)
      return Int(min(max(place, 0), Double(buckets - 1)))
    }
    var kept: [(index: Int, isJoined: Bool)] = []
    var start = 0
    while start < shown.count {
      var end = start + 1
      var (lowest, highest) = (shown[start], shown[start])
      let current = bucket(shown[start])
      while end < shown.count, bucket(shown[end]) == current {
        let index = shown[end]
        if y[index] < y[lowest] { lowest = index }
        if y[index] > y[highest] { highest = index }
        end += 1
      }
      let indices = Set([shown[start], lowest, highest, shown[end - 1]]).sorted()
      for index in indices {
        // A gap inside a bucket is narrower than a pixel and not drawn.
        let isFirst = index == shown[start]
        kept.append((index, !isFirst || start > 0 && shown[start - 1] == index - 1))
      }
      start = end
    }
    var runs: [[Int]] = []
    for point in kept {
      if point.isJoined && !runs.isEmpty {
        runs[runs.count - 1].append(point.index)
      } else {
        runs.append([point.index])
      }
    }
    return runs
  }

  private static func split(_ indices: [Int], _ isJoined: (Int, Int) -> Bool) -> [[Int]] {
    var runs: [[Int]] = []
    for index in indices {
      if let last = runs.last?.last, isJoined(last, index) {
        runs[runs.count - 1].append(index)
      } else {
        runs.append([index])
      }
    }
    return runs
  }
}
