import Skein
import Testing

@Suite("Decimation")
struct DecimationTests {
  private static func noise(_ count: Int) -> [Double] {
    var state: UInt64 = 7
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40)
    }
  }

  private static func runs(_ y: [Double], buckets: Int) -> [[Int]] {
    Decimation.runs(
      x: y.indices.map(Double.init), y: y, range: 0...Double(max(y.count - 1, 1)),
      buckets: buckets, isShown: { y[$0].isFinite })
  }

  @Test("each bucket keeps its first, lowest, highest and last point, and no more than four")
  func extremes() {
    let y = Self.noise(10_000)
    for buckets in [1, 2, 10, 333] {
      let runs = Self.runs(y, buckets: buckets)
      #expect(runs.count == 1)
      let kept = Set(runs[0])
      #expect(kept.count <= 4 * buckets && runs[0] == runs[0].sorted())
      let groups = Dictionary(grouping: y.indices) { index in
        min(Int(Double(index) / 9999 * Double(buckets)), buckets - 1)
      }
      #expect(groups.count == buckets)
      for group in groups.values {
        let keptHere = group.filter(kept.contains)
        #expect(keptHere.first == group.first && keptHere.last == group.last)
        #expect(keptHere.map { y[$0] }.max() == group.map { y[$0] }.max())
        #expect(keptHere.map { y[$0] }.min() == group.map { y[$0] }.min())
      }
    }
  }

  @Test("few points are all kept")
  func few() {
    let y = Self.noise(40)
    #expect(Self.runs(y, buckets: 10) == [Array(y.indices)])
    #expect(Self.runs([], buckets: 10) == [])
    #expect(Self.runs([.nan, .nan], buckets: 10) == [])
  }

  @Test("a missing point parts the line, thinned or not")
  func gaps() {
    #expect(Self.runs([1, 2, .nan, 3, .nan, .nan, 4], buckets: 5) == [[0, 1], [3], [6]])
    var y = Self.noise(1000)
    // Buckets of 100: one gap between two of them, one across a border.
    for index in [300] + Array(450..<650) { y[index] = .nan }
    let runs = Self.runs(y, buckets: 10)
    #expect(runs.count == 3)
    #expect(runs.map(\.first) == [0, 301, 650] && runs.map(\.last) == [299, 449, 999])
  }
}
