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
  }

  package let model: Model
  package let kernels: KernelTable
  package let innerBlock: Int
  package let weights: SharedBuffer<Float>
  package let blocks: [Block]
  private let packed: SharedBuffer<Float>
  private let packedOffsets: [Int]

  package init(_ model: Model, kernels: KernelTable, innerBlock: Int) {
    self.model = model
    self.kernels = kernels
    self.innerBlock = innerBlock
    weights = SharedBuffer(model.weights.values)
    var packedOffsets: [Int] = []
    var packedFloats = 0
    for (index, layer) in model.architecture.layers.enumerated() {
      packedOffsets.append(packedFloats)
      packedFloats += paddedFeatures(layer.packedFloats(for: model.inputShape(ofLayer: index)))
    }
    self.packedOffsets = packedOffsets
    packed = SharedBuffer(repeating: 0, count: packedFloats)
    blocks = model.weights.layout.places.flatMap { place in
      stride(from: 0, to: place.parameter.rows, by: 16).map { row in
        let rows = row..<min(row + 16, place.parameter.rows)
        return Block(
          layer: place.layer, index: place.index, rows: rows,
          offset: place.offset + row * place.parameter.columns,
          count: rows.count * place.parameter.columns)
      }
    }
    let sites = model.architecture.layers.indices.map(site)
    for block in blocks { pack(block, at: sites[block.layer]) }
  }

  package func site(_ layer: Int) -> LayerSite {
    LayerSite(
      input: model.inputShape(ofLayer: layer), output: model.outputShapes[layer],
      parameterOffsets: model.weights.layout.offsets(ofLayer: layer), weights: weights.base,
      packed: packed.base + packedOffsets[layer], kernels: kernels, innerBlock: innerBlock)
  }

  /// Packs a block's weights as they are now; `site` is its layer's, made before the first step,
  /// because making one allocates.
  package func pack(_ block: Block, at site: LayerSite) {
    model.architecture.layers[block.layer].pack(block.rows, of: block.index, at: site)
  }

  /// The blocks that each worker owns: contiguous, and as even as whole blocks allow.
  package func ownership(workers: Int) -> [Range<Int>] {
    let total = blocks.reduce(0) { $0 + $1.count }
    var ranges: [Range<Int>] = []
    var first = 0
    var before = 0
    for worker in 0..<workers {
      var end = first
      let share = total * (worker + 1) / workers
      while end < blocks.count, worker == workers - 1 || before + blocks[end].count / 2 <= share {
        before += blocks[end].count
        end += 1
      }
      ranges.append(first..<end)
      first = end
    }
    return ranges
  }

  /// The weights as they stand now.
  package func currentWeights() -> Weights {
    Weights(layout: model.weights.layout, values: Array(weights.elements))
  }

  package var packedBytes: Int { 4 * packed.count }
}
