import Skein
import Testing

@Suite("Quartiles") struct QuartilesTests {
  @Test("no sample has no quartiles")
  func empty() {
    #expect(Quartiles([]) == nil)
  }

  @Test(
    "quartiles of small samples are those of NumPy's percentile",
    arguments: [
      // numpy.percentile(sample, [25, 50, 75])
      ([3.0], [3.0, 3.0, 3.0]), ([1.0, 2.0], [1.25, 1.5, 1.75]),
      ([9.0, 1.0, 5.0], [3.0, 5.0, 7.0]), ([4.0, 1.0, 3.0, 2.0], [1.75, 2.5, 3.25]),
      ([5.0, 4.0, 3.0, 2.0, 1.0], [2.0, 3.0, 4.0]),
      ([8.0, 8.0, 8.0, 0.0, 16.0, 8.0], [8.0, 8.0, 8.0]),
    ])
  func small(sample: [Double], expected: [Double]) {
    let wanted = Quartiles(lower: expected[0], median: expected[1], upper: expected[2])
    #expect(Quartiles(sample) == wanted)
  }

  @Test("the order of a sample does not matter")
  func order() {
    let sample = (0..<9).map { Double($0 * $0) }
    for shift in 0..<9 {
      #expect(Quartiles(Array(sample[shift...] + sample[..<shift])) == Quartiles(sample))
    }
  }

  @Test("the spread is the middle half's width over the median, and 0 without a median")
  func spread() {
    #expect(Quartiles(lower: 9, median: 10, upper: 11).spread == 0.2)
    #expect(Quartiles(lower: 5, median: 5, upper: 5).spread == 0)
    #expect(Quartiles(lower: -1, median: 0, upper: 1).spread == 0)
  }
}
