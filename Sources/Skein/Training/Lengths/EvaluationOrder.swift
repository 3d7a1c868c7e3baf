/// The order in which several workers look at samples that they do not learn from.
///
/// Samples of one length are taken as they stand. Of others, those of about one length are in one pass,
/// the longest first, and the passes are dealt out by chance, so that all workers have as much to do.
/// What comes out for a sample does not depend on its company.
package struct EvaluationOrder: Sendable {
  /// The most rows of a pass.
  package let rows: Int
  private let count: Int
  private let parts: Int
  /// Nil for samples as they stand.
  private let order: [Int32]?

  /// - Parameters:
  ///   - source: nil for no samples.
  ///   - parts: workers or teams among whom the samples are dealt out.
  package init(_ source: (any SampleSource)?, parts: Int) {
    count = source?.count ?? 0
    self.parts = parts
    guard let source, source.hasLengths, count > 0 else {
      rows = PassSize.fullRows
      order = nil
      return
    }
    rows = min(PassSize.fullRows, (count + parts - 1) / parts)
    var samples = Array(0..<Int32(count))
    let rows = rows
    samples.withUnsafeMutableBufferPointer { samples in
      LengthOrder.sort(samples) { Int32(source.length(of: Int($0))) }
      LengthOrder.arrange(
        samples, batch: rows,
        stream: RandomStream(seed: 0, purpose: .batches, stream: 0)
      ) { Int32(source.length(of: Int($0))) }
    }
    order = samples
  }

  /// The places of one worker or team.
  package func share(of part: Int) -> Range<Int> {
    guard order != nil else { return part * count / parts..<(part + 1) * count / parts }
    let passes = (count + rows - 1) / rows
    let (first, end) = (part * passes / parts, (part + 1) * passes / parts)
    return min(first * rows, count)..<min(end * rows, count)
  }

  /// The sample at a place.
  package func sample(at place: Int) -> Int { order.map { Int($0[place]) } ?? place }
}
