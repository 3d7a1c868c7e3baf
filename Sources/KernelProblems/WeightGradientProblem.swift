import KernelInterface
import KernelReference

/// Weight gradients of one layer over random numbers; see `WeightGradientTask` for the letters.
package struct WeightGradientProblem {
  package var steps: Int
  package var shardRows: Int
  package var gates: Int
  package var gateSize: Int
  /// Where the last gate stands, beyond those that are left out.
  package var lastGate: Int
  /// Rows of each node, in order; each but the last is a whole number of shards.
  package var nodeRows: [Int]
  /// Rows of each weight. The last weight is a bias: one row, met by one repeated 1.
  package var weightRows: [Int]
  /// [T, R, K] for each weight but the bias.
  package var values: [[Float]]
  /// [T, R, G, H]
  package var gradient: [Float]

  package var rows: Int { nodeRows.reduce(0, +) }

  private var columns: Int { gates * gateSize }

  package init(
    steps: Int, shardRows: Int, gates: Int, gateSize: Int, gap: Int = 0, nodeRows: [Int],
    weightRows: [Int]
  ) {
    self.steps = steps
    self.shardRows = shardRows
    self.gates = gates
    self.gateSize = gateSize
    lastGate = gates - 1 + gap
    self.nodeRows = nodeRows
    self.weightRows = weightRows + [1]
    let rows = nodeRows.reduce(0, +)
    var random = Values(seed: ((steps * 131 + rows) * 131 + gateSize) * 131 + shardRows)
    values = weightRows.map { random.array(steps * rows * $0) }
    gradient = random.array(steps * rows * gates * gateSize)
  }

  /// Where each node begins among the rows.
  private func firstRow(_ node: Int) -> Int { nodeRows.prefix(node).reduce(0, +) }

  /// The gradient of every weight in every node.
  package func reference() -> Outcome {
    var parts: [(name: String, values: [Float])] = []
    for node in nodeRows.indices {
      let first = firstRow(node)
      for (j, inner) in weightRows.enumerated() {
        let ones = [Float](repeating: 1, count: steps * rows)
        let sum = Reference.weightGradient(
          steps: steps, allRows: rows, rows: first..<(first + nodeRows[node]),
          shardRows: shardRows, inner: inner, columns: columns,
          values: j < values.count ? values[j] : ones, gradient: gradient)
        parts.append(("node \(node) weight \(j)", sum))
      }
    }
    return Outcome(parts)
  }

  /// The columns in one range, or in two, the upper one first.
  private func ranges(_ isSplit: Bool, _ kernels: KernelTable) -> [Range<Int>] {
    let cut = columns / 2 / kernels.panelWidth * kernels.panelWidth
    return isSplit && cut > 0 ? [cut..<columns, 0..<cut] : [0..<columns]
  }

  /// The right factor with NaN between its gates and in those that are left out.
  private func spreadGradient(_ gateStride: Int, _ rowStride: Int) -> [Float] {
    var spread = [Float](repeating: .nan, count: gradient.count / columns * rowStride)
    for (at, value) in gradient.enumerated() {
      let (row, column) = at.quotientAndRemainder(dividingBy: columns)
      let gate = column / gateSize == gates - 1 ? lastGate : column / gateSize
      spread[row * rowStride + gate * gateStride + column % gateSize] = value
    }
    return spread
  }

  /// The kernel, with NaN between the rows of every factor and gaps between the gradients.
  ///
  /// - Parameter isSplit: whether two calls compute a range of columns each.
  package func run(
    _ kernels: KernelTable, isSplit: Bool = false, in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let gap = 3
    let gateStride = featureStride(gateSize)
    let rowStride = (lastGate + 1) * gateStride
    let gradientMemory = arena.hold("gradient", spreadGradient(gateStride, rowStride))
    var operands: [GradientOperand] = []
    var offsets: [Int] = []
    var outputFloats = gap
    for (j, inner) in weightRows.enumerated() {
      offsets.append(outputFloats)
      if j < values.count {
        let rowStride = inner + gap
        let spread = padded(values[j], width: inner, stride: rowStride, gap: .nan)
        let memory = arena.hold("values \(j)", Array(spread.dropLast(gap)))
        operands.append(
          GradientOperand(
            values: memory.constant, rowStride: rowStride, stepStride: rows * rowStride,
            count: inner, outputOffset: outputFloats))
      } else {
        let memory = arena.hold("one", [1])
        operands.append(
          GradientOperand(
            values: memory.constant, rowStride: 0, stepStride: 0, count: 1,
            outputOffset: outputFloats))
      }
      outputFloats += inner * columns + gap
    }
    // The last gradient ends where its memory ends.
    outputFloats -= gap
    let mayWrite = { (index: Int) -> Bool in
      zip(offsets, weightRows).contains { $0 <= index && index < $0 + $1 * columns }
    }
    let outputs = nodeRows.indices.map {
      arena.hold(
        "output \($0)", [Float](repeating: 7, count: outputFloats), mayWrite: mayWrite)
    }
    let nodes = nodeRows.indices.map {
      GradientNode(firstRow: firstRow($0), rows: nodeRows[$0], output: outputs[$0].start)
    }
    let shards = nodeRows.map { ($0 + shardRows - 1) / shardRows }.max() ?? 1
    let scratch = arena.hold(
      "scratch",
      [Float](
        repeating: .nan,
        count: WeightGradientTask.scratchFloats(
          steps: steps, shardRows: shardRows, operandRows: weightRows.reduce(0, +),
          shards: shards)), mayWrite: { _ in true })
    operands.withUnsafeBufferPointer { operands in
      nodes.withUnsafeBufferPointer { nodes in
        guard let firstOperand = operands.baseAddress, let firstNode = nodes.baseAddress else {
          return
        }
        for range in ranges(isSplit, kernels) {
          kernels.weightGradient(
            WeightGradientTask(
              steps: steps, shardRows: shardRows, gradient: gradientMemory.constant,
              rowStride: rowStride, stepStride: rows * rowStride, gates: gates,
              gateSize: gateSize, gateStride: gateStride, lastGate: lastGate, columns: range,
              operands: firstOperand, operandCount: operands.count, nodes: firstNode,
              nodeCount: nodes.count, scratch: scratch.start))
        }
      }
    }
    var parts: [(name: String, values: [Float])] = []
    for node in nodeRows.indices {
      let values = outputs[node].values
      for (j, inner) in weightRows.enumerated() {
        let end = offsets[j] + inner * columns
        parts.append(("node \(node) weight \(j)", Array(values[offsets[j]..<end])))
      }
    }
    return Outcome(parts, strayWrite: arena.strayWrite)
  }
}
