/// One worker's pass over the samples that it, or its team, is given.
final class ForwardPass {
  let network: NetworkPass

  /// - Parameter copy: of the packed weights.
  init(_ compiled: CompiledModel, size: PassSize, copy: Int = 0) {
    network = NetworkPass(compiled, size: size, copy: copy)
  }

  /// - Parameter memory: the team's.
  init(_ compiled: CompiledModel, copy: Int, memory: PassMemory, seat: TeamSeat) {
    network = NetworkPass(compiled, copy: copy, memory: memory, seat: seat)
  }

  var maximumRows: Int { network.size.rows }

  /// Of the rows that were gathered last; nil where all have all steps.
  private(set) var lengths: UnsafePointer<Int32>?

  /// Copies the inputs of `rows` samples of a source that has the model's shape, time-major; each member
  /// of a team some of them. Samples of different lengths come with the longest first.
  @inline(__always)
  func gather(_ source: any SampleSource, rows: Int, sample: (Int) -> Int) {
    for row in network.seat.share(of: rows) {
      source.gatherInput(sample(row), row: row, rows: rows, into: network.input.base)
      if source.hasLengths {
        network.memory.lengths.base[row] = Int32(source.length(of: sample(row)))
      }
    }
    lengths = source.hasLengths ? UnsafePointer(network.memory.lengths.base) : nil
    network.seat.meet()
  }

  /// The model's output for what was gathered: [V, R, stride].
  func run(_ context: PassContext) -> Activations { network.forward(context) }

  var workspaceBytes: Int { network.bytes }
}
