/// One worker's pass over the windows it is given.
final class ForwardPass {
  let network: NetworkPass
  private let source: WindowSource

  /// - Parameter copy: of the packed weights.
  init(_ compiled: CompiledModel, source: WindowSource, size: PassSize, copy: Int = 0) {
    self.source = source
    network = NetworkPass(compiled, size: size, copy: copy)
  }

  var maximumRows: Int { network.size.rows }

  /// Copies the windows of `rows` rows into the input, time-major.
  @inline(__always)
  func gather(rows: Int, window: (Int) -> Int) {
    for row in 0..<rows {
      source.gatherInput(window(row), row: row, rows: rows, into: network.input.base)
    }
  }

  /// The model's output for what was gathered: [R, stride].
  func run(_ context: PassContext) -> Activations { network.forward(context) }

  var workspaceBytes: Int { network.bytes }
}
