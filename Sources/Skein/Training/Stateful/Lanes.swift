/// Samples that follow each other, cut into lanes: runs of nearly one length, of which a row of a batch
/// takes one sample after the other.
package struct Lanes: Sendable {
  package let samples: Int
  /// As many rows as lanes: at least 1 where there are samples.
  package let count: Int

  /// - Parameter most: of lanes.
  package init(samples: Int, most: Int) {
    self.samples = samples
    count = min(samples, most)
  }

  /// The samples of a lane. The first lanes have one more where not all can have as many.
  package func length(of lane: Int) -> Int { samples / count + (lane < samples % count ? 1 : 0) }

  /// - Parameter step: from 0, below the lane's length.
  package func sample(lane: Int, step: Int) -> Int {
    lane * (samples / count) + min(lane, samples % count) + step
  }

  /// Calls `body` with the rows that some lanes fill at each step, until the longest of them, the first,
  /// has ended.
  package func forEachStep(_ lanes: Range<Int>, _ body: (_ step: Int, _ rows: Int) -> Void) {
    var rows = lanes.count
    for step in 0..<length(of: lanes.lowerBound) {
      while length(of: lanes.lowerBound + rows - 1) <= step { rows -= 1 }
      body(step, rows)
    }
  }
}
