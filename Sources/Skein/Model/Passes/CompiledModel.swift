import KernelInterface

/// A model laid out for kernels: flat weights, packed weights, and the blocks that workers own.
package final class CompiledModel: Sendable {
  /// Rows of one parameter: what one worker sums, updates and packs as a whole. Sixteen rows, so
  /// that the transposed panels are written in whole cache lines.
  package struct Block: Sendable {
    package var layer: Int
    package var index: Int
    package var rows: Range<Int>
    package var offset: Int
    package var count: Int
    /// Of a vector rather than a matrix.
    package var isBias: Bool
  }

  package let model: Model
  /// Whether the backward pass's weights are packed as well.
  package let isTraining: Bool
  package let kernels: KernelTable
  package let innerBlock: Int
  package let weights: SharedBuffer<Float>
  /// Of all parameters but tables.
  package let blocks: [Block]
  /// The gradients of the model's table, where it has one and is trained.
  package let tokenGradients: TokenGradients?
  package let copies: WeightCopies
  /// Each copy of all layers.
  private let packed: [SharedBuffer<Float>]
  private let packedOffsets: [Int]

  /// For a training on a crew, whose workers `prepare` their copies before the first step.
  ///
  /// - Parameters:
  ///   - rows: the most of a step.
  ///   - weights: to use in place of a copy of the model's own, in the same layout.
  package convenience init(
    _ model: Model, for crew: Crew, rows: Int = 0, weights: SharedBuffer<Float>? = nil
  ) {
    let floats = Self.packedFloats(
      model.architecture.layers, inputs: [model.input] + model.outputShapes, isTraining: true)
    self.init(
      model, kernels: crew.kernels, innerBlock: crew.innerBlock, isTraining: true,
      copies: crew.weightCopies(bytes: 4 * floats.total), rows: rows, weights: weights)
  }

  /// Floats of one packed copy, and where each layer's begin.
  ///
  /// - Parameter inputs: what each layer takes.
  package static func packedFloats(
    _ layers: [any Layer], inputs: [LayerShape], isTraining: Bool
  ) -> (offsets: [Int], total: Int) {
    var offsets: [Int] = []
    var total = 0
    for (index, layer) in layers.enumerated() {
      offsets.append(total)
      let need = backwardNeed(ofLayer: index, isTraining: isTraining)
      total += paddedFeatures(layer.packedFloats(for: inputs[index], backward: need))
    }
    return (offsets, total)
  }

  /// Nobody reads the gradient of the model's input.
  private static func backwardNeed(ofLayer layer: Int, isTraining: Bool) -> BackwardNeed {
    if !isTraining { return .none }
    return layer == 0 ? .weights : .weightsAndInput
  }

  /// - Parameters:
  ///   - copies: with more than one, each is packed by `prepare`.
  ///   - rows: the most of a step; counts where the model has a table.
  package init(
    _ model: Model, kernels: KernelTable, innerBlock: Int, isTraining: Bool,
    copies: WeightCopies = .shared, rows: Int = 0, weights: SharedBuffer<Float>? = nil
  ) {
    self.model = model
    self.kernels = kernels
    self.innerBlock = innerBlock
    self.weights = weights ?? SharedBuffer(model.weights.values)
    self.isTraining = isTraining
    let floats = Self.packedFloats(
      model.architecture.layers, inputs: [model.input] + model.outputShapes,
      isTraining: isTraining)
    packedOffsets = floats.offsets
    self.copies = copies
    packed = (0..<copies.count).map { _ in SharedBuffer(untouched: floats.total) }
    tokenGradients = model.weights.layout.table.flatMap { table in
      isTraining ? TokenGradients(of: table, rows: rows, steps: model.input.vectors) : nil
    }
    let dense = model.weights.layout.places.filter { !$0.parameter.isTable }
    blocks = dense.flatMap { place in
      stride(from: 0, to: place.parameter.rows, by: 16).map { row in
        let rows = row..<min(row + 16, place.parameter.rows)
        return Block(
          layer: place.layer, index: place.index, rows: rows,
          offset: place.offset + row * place.parameter.columns,
          count: rows.count * place.parameter.columns, isBias: place.parameter.isVector)
      }
    }
    if copies.count == 1 { pack(copy: 0) }
  }

  /// Packs the copy that this worker is the first to touch, if there is one; on its own thread.
  package func prepare(for worker: Int) {
    if let copy = copies.copyToTouch(by: worker) { pack(copy: copy) }
  }

  private func pack(copy: Int) {
    packed[copy].base.update(repeating: 0, count: packed[copy].count)
    let sites = sites(copy: copy)
    for block in blocks { pack(block, at: sites[block.layer]) }
  }

  /// Of each layer.
  package func sites(copy: Int) -> [LayerSite] {
    model.architecture.layers.indices.map { site($0, copy: copy) }
  }

  package func site(_ layer: Int, copy: Int = 0) -> LayerSite {
    LayerSite(
      input: model.inputShape(ofLayer: layer), output: model.outputShapes[layer],
      backward: Self.backwardNeed(ofLayer: layer, isTraining: isTraining),
      number: model.architecture.layers[..<layer].reduce(0) { $0 + $1.layerCount },
      parameterOffsets: model.weights.layout.offsets(ofLayer: layer), weights: weights.base,
      packed: packed[copy].base + packedOffsets[layer], kernels: kernels, innerBlock: innerBlock,
      tokenGradients: tokenGradients)
  }

  /// Packs a block's weights as they are now; `site` is its layer's, made before the first step,
  /// because making one allocates.
  package func pack(_ block: Block, at site: LayerSite) {
    model.architecture.layers[block.layer].pack(block.rows, of: block.index, at: site)
  }

  /// The blocks that each worker owns: contiguous, and as even as whole blocks allow.
  package func ownership(workers: Int) -> [Range<Int>] {
    Self.ownership(of: blocks.map(\.count), workers: workers)
  }

  /// The same for blocks of so many floats each.
  package static func ownership(of counts: [Int], workers: Int) -> [Range<Int>] {
    let total = counts.reduce(0, +)
    var ranges: [Range<Int>] = []
    var first = 0
    var before = 0
    for worker in 0..<workers {
      var end = first
      let share = total * (worker + 1) / workers
      while end < counts.count, worker == workers - 1 || before + counts[end] / 2 <= share {
        before += counts[end]
        end += 1
      }
      ranges.append(first..<end)
      first = end
    }
    return ranges
  }

  /// The weights as they stand now.
  package func currentWeights() -> Weights { weights(in: weights) }

  /// Weights in a buffer that is laid out as the model's are: a copy.
  package func weights(in buffer: SharedBuffer<Float>) -> Weights {
    Weights(layout: model.weights.layout, values: Array(buffer.elements))
  }

  /// Of all copies.
  package var packedBytes: Int { packed.reduce(0) { $0 + 4 * $1.count } }
}
