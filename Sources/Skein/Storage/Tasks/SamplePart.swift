/// Some samples of a source.
struct SamplePart: SampleSource {
  private let source: any SampleSource
  private let range: Range<Int>

  init(_ source: any SampleSource, _ range: Range<Int>) {
    self.source = source
    self.range = range
  }

  var count: Int { range.count }
  var inputShape: LayerShape { source.inputShape }
  var targetCount: Int { source.targetCount }
  var hasLengths: Bool { source.hasLengths }

  func length(of sample: Int) -> Int { source.length(of: range.lowerBound + sample) }

  func gatherInput(
    _ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    source.gatherInput(range.lowerBound + sample, row: row, rows: rows, into: batch)
  }

  func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
    source.gatherTargets(range.lowerBound + sample, into: row)
  }

  func identity() -> [IdentityItem] { source.identity() }
}
