/// A long text as samples: windows of T tokens, one behind the other, whose targets are the tokens that
/// follow each step.
package struct TokenWindows: SampleSource {
  private let ids: SharedBuffer<Float>
  private let steps: Int
  private let digest: String

  package let count: Int

  /// - Parameters:
  ///   - ids: of the part's tokens; tokens behind the last whole window and its next one are left out.
  ///   - steps: T.
  package init(_ ids: [Int32], steps: Int, digest: String) {
    self.ids = SharedBuffer(ids.map { Float($0) })
    self.steps = steps
    self.digest = digest
    count = max((ids.count - 1) / steps, 0)
  }

  package var inputShape: LayerShape { LayerShape(steps: steps, features: 1) }
  package var targetCount: Int { steps }
  package var isConsecutive: Bool { true }

  package func gatherInput(
    _ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    let window = ids.base + sample * steps
    for step in 0..<steps { batch[step * rows + row] = window[step] }
  }

  package func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
    row.update(from: ids.base + sample * steps + 1, count: steps)
  }

  package func identity() -> [IdentityItem] { [IdentityItem("text", digest)] }

  package func sharesData(with other: any SampleSource) -> Bool { other is TokenWindows }
}
