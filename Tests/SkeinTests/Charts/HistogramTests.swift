import Skein
import Testing

@Suite("Histograms") struct HistogramTests {
  @Test("ranges have round ends and hold every finite value once")
  func counts() throws {
    for count in [1, 2, 3, 10, 100, 5000] {
      for shift in [-1000, 0, 0.001] {
        let values = (0..<count).map { Double(($0 &* 7919) % 1013) / 100 + shift }
        let histogram = try #require(Histogram(values + [.nan, .infinity]))
        #expect(histogram.counts.reduce(0, +) == count)
        #expect(histogram.edges.count == histogram.counts.count + 1)
        #expect(histogram.counts.count <= 60)
        for (bin, middle) in histogram.middles.enumerated() {
          let (low, high) = (histogram.edges[bin], histogram.edges[bin + 1])
          #expect(low < middle && middle < high)
          let isLast = bin == histogram.counts.count - 1
          let inside = values.count { $0 >= low && ($0 < high || isLast && $0 <= high) }
          #expect(histogram.counts[bin] == inside)
        }
      }
    }
  }

  @Test("twelve values have exactly these ranges")
  func exact() throws {
    let histogram = try #require(Histogram([0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 5]))
    #expect(histogram.edges == [0, 1, 2, 3, 4, 5])
    #expect(histogram.counts == [1, 2, 3, 4, 2])
    #expect(Histogram([.nan]) == nil)
  }
}
