import KernelInterface
import KernelReference

/// The ways to drive a cell's kernels over time; none changes a bit.
package struct CellDrive: Sendable {
  package var innerBlock: Int
  /// Whether the input's part of all sums is done first.
  package var isHoisted: Bool
  /// Whether the units are computed in two ranges, the upper one first.
  package var isSplit: Bool

  package init(innerBlock: Int, isHoisted: Bool = false, isSplit: Bool = false) {
    self.innerBlock = innerBlock
    self.isHoisted = isHoisted
    self.isSplit = isSplit
  }

  /// The ranges of units, in the order in which they are computed.
  func ranges(_ hiddenSize: Int, _ kernels: KernelTable) -> [Range<Int>] {
    let cut = (hiddenSize / 2 + kernels.panelWidth - 1) / kernels.panelWidth * kernels.panelWidth
    if !isSplit || cut == 0 || cut >= hiddenSize { return [0..<hiddenSize] }
    return [cut..<hiddenSize, 0..<cut]
  }
}

extension CellProblem {
  private var stride: Int { featureStride(hiddenSize) }

  private func spread(_ values: [Float], gap: Float = 0) -> [Float] {
    padded(values, width: hiddenSize, stride: stride, gap: gap)
  }

  private func gathered(_ values: [Float]) -> [Float] {
    unpadded(values, width: hiddenSize, stride: stride)
  }

  private func panels(_ kernels: KernelTable) -> [Float] {
    let rows = 1 + inputSize + hiddenSize
    if cell.isParted { return partedPanels(kernels) }
    return gates == 1
      ? Reference.columnPanels(
        bias + weight, rows: rows, columns: hiddenSize, lanes: kernels.lanes,
        strip: kernels.stripVectors)
      : Reference.gatePanels(
        bias + weight, rows: rows, gates: gates, gateSize: hiddenSize, lanes: kernels.lanes,
        strip: kernels.stripVectors)
  }

  private func droppedStates(_ states: [Float]) -> [Float] {
    guard let mask else { return states }
    return zip(states, mask).map { $0 * $1 }
  }

  /// The panels of a cell whose last gate is parted.
  private func partedPanels(_ kernels: KernelTable) -> [Float] {
    let joint = gates - 2
    /// Some gates of some rows of the weight.
    func part(_ rows: Range<Int>, _ wanted: Range<Int>) -> [Float] {
      rows.flatMap { row in
        wanted.flatMap { gate in
          let first = (row * cell.weightGates + gate) * hiddenSize
          return weight[first..<first + hiddenSize]
        }
      }
    }
    func bias(_ wanted: Range<Int>) -> [Float] {
      Array(self.bias[wanted.lowerBound * hiddenSize..<wanted.upperBound * hiddenSize])
    }
    func columns(_ values: [Float]) -> [Float] {
      Reference.columnPanels(
        values, rows: values.count / hiddenSize, columns: hiddenSize, lanes: kernels.lanes,
        strip: kernels.stripVectors)
    }
    let inputRows = 0..<inputSize
    let stateRows = inputSize..<inputSize + hiddenSize
    let last = joint..<joint + 1
    return Reference.gatePanels(
      bias(0..<joint) + part(inputRows, 0..<joint) + part(stateRows, 0..<joint),
      rows: 1 + inputSize + hiddenSize, gates: joint, gateSize: hiddenSize, lanes: kernels.lanes,
      strip: kernels.stripVectors)
      + columns(bias(last) + part(inputRows, last))
      + columns(bias(joint + 1..<joint + 2) + part(stateRows, last))
  }

  /// The forward kernel, step by step. The buffers hold 7 where it has to write, NaN between input
  /// rows, and the last input ends where its memory ends.
  ///
  /// - Parameter keeps: whether what the backward pass needs is kept; otherwise the states alone come
  ///   out.
  package func runForward(
    _ kernels: KernelTable, _ drive: CellDrive, keeps: Bool = true, in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let inputStride = inputSize + rows % 3
    let inputRows = padded(input, width: inputSize, stride: inputStride, gap: .nan)
    let stepSize = rows * stride
    let toWrite = [Float](repeating: 7, count: steps * stepSize)
    let input = arena.hold("input", Array(inputRows.dropLast(inputStride - inputSize)))
    let panels = arena.hold("panels", panels(kernels))
    let hidden = arena.hold(
      "hidden", spread(initialHidden) + toWrite, mayWrite: { $0 >= stepSize })
    let cellState = arena.hold(
      "cell", spread(initialCell) + toWrite,
      mayWrite: { [cell] in cell == .lstm && $0 >= stepSize })
    let kept = arena.hold("kept", toWrite, mayWrite: { [cell] _ in cell == .lstm })
    let gates = arena.hold(
      "gates", [Float](repeating: 7, count: self.gates * toWrite.count), mayWrite: { _ in true })
    let mask = arena.hold("mask", spread(self.mask ?? initialHidden.map { _ in .nan }, gap: .nan))
    let dropped = arena.hold(
      "dropped", spread(droppedStates(initialHidden)) + toWrite, mayWrite: { $0 >= stepSize })
    let ranges = drive.ranges(hiddenSize, kernels)
    if drive.isHoisted {
      for units in ranges {
        kernels.gateProduct(
          GateProductTask(
            rows: steps * rows, gates: self.gates, isParted: cell.isParted, inputSize: inputSize,
            hiddenSize: hiddenSize, hiddenStride: stride, units: units, input: input.constant,
            inputStride: inputStride,
            panels: panels.constant, output: gates.start, innerBlock: drive.innerBlock))
      }
    }
    for t in 0..<steps {
      for units in ranges {
        kernels.cell(cell.rawValue).forward(
          CellForwardTask(
            rows: rows, inputSize: inputSize, hiddenSize: hiddenSize, hiddenStride: stride,
            units: units, input: drive.isHoisted ? nil : input.constant + t * rows * inputStride,
            inputStride: inputStride, panels: panels.constant,
            previousHidden: hidden.constant + t * stepSize,
            hidden: hidden.start + (t + 1) * stepSize,
            dropped: self.mask == nil
              ? nil
              : DroppedStates(
                mask: mask.constant, previous: dropped.constant + t * stepSize,
                next: dropped.start + (t + 1) * stepSize),
            previousCell: cellState.constant + t * stepSize,
            cell: cellState.start + (t + 1) * stepSize,
            gates: gates.start + t * stepSize * self.gates,
            kept: keeps ? kept.start + t * stepSize : nil, innerBlock: drive.innerBlock))
      }
    }
    var parts = [("hidden", gathered(hidden.values))]
    if keeps { parts.append(("gates", gathered(gates.values))) }
    if cell == .lstm {
      parts.append(("cell", gathered(cellState.values)))
      if keeps { parts.append(("kept", gathered(kept.values))) }
    }
    return Outcome(parts, strayWrite: arena.strayWrite)
  }

  /// The backward kernel on the reference's states, step by step. The padding holds NaN, which must
  /// not spread.
  ///
  /// - Parameter forward: what the reference's forward pass left.
  package func runBackward(
    _ kernels: KernelTable, forward: Outcome, everyStep: Bool, _ drive: CellDrive,
    in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let stepSize = rows * stride
    func part(_ name: String) -> [Float] {
      forward.parts.first { $0.name == name }?.values
        ?? [Float](repeating: 0, count: (steps + 1) * rows * hiddenSize)
    }
    let panels = arena.hold(
      "panels",
      Reference.transposedPanels(
        recurrentWeight, rows: hiddenSize, columns: cell.weightGates * hiddenSize,
        lanes: kernels.lanes, strip: kernels.stripVectors))
    let above = arena.hold("hiddenGradient", spread(gradientFromAbove(everyStep), gap: .nan))
    let hidden = arena.hold("hidden", spread(part("hidden"), gap: .nan))
    let cellState = arena.hold("cell", spread(part("cell"), gap: .nan))
    let kept = arena.hold("kept", spread(part("kept"), gap: .nan))
    let gates = arena.hold("gates", spread(part("gates"), gap: .nan), mayWrite: { _ in true })
    let mask = arena.hold("mask", spread(self.mask ?? initialHidden.map { _ in .nan }, gap: .nan))
    let zeros = [Float](repeating: 0, count: stepSize)
    let carried = arena.hold("carried", zeros, mayWrite: { _ in true })
    let stepGradient = arena.hold(
      "stepGradient", zeros.map { _ in .nan }, mayWrite: { _ in true })
    for t in (0..<steps).reversed() {
      let isLast = t == steps - 1
      let gradient: UnsafePointer<Float>? =
        everyStep ? above.constant + t * stepSize : isLast ? above.constant : nil
      for units in drive.ranges(hiddenSize, kernels) {
        kernels.cell(cell.rawValue).backward(
          CellBackwardTask(
            rows: rows, hiddenSize: hiddenSize, hiddenStride: stride, units: units,
            transposedPanels: panels.constant,
            laterGates: gates.constant + (isLast ? t : t + 1) * stepSize * self.gates,
            laterRows: isLast ? 0 : rows, hiddenGradient: gradient,
            stateMask: self.mask == nil ? nil : mask.constant,
            previousHidden: hidden.constant + t * stepSize,
            previousCell: cellState.constant + t * stepSize,
            kept: kept.constant + t * stepSize, gates: gates.start + t * stepSize * self.gates,
            carried: carried.start, stepGradient: stepGradient.start,
            innerBlock: drive.innerBlock))
      }
    }
    var parts = [("gates", gathered(gates.values))]
    if cell == .lstm || cell == .gru { parts.append(("carried", gathered(carried.values))) }
    return Outcome(parts, strayWrite: arena.strayWrite)
  }
}
