/// The product C = initial + A·B of a row-major matrix and packed panels.
///
/// Letters: R `rows`, K = `segments` × `segmentLength`, N `columns`. Element C[r, n] is one chain
/// of FMAs over K in increasing order, begun at the initial value.
package struct MatrixProductTask {
  package var rows: Int
  package var columns: Int
  /// [R, K] as `segments` runs of `segmentLength` floats, `segmentStride` floats apart.
  package var a: UnsafePointer<Float>
  package var rowStride: Int
  package var segments: Int
  package var segmentLength: Int
  package var segmentStride: Int
  /// Column panels of [K, N], as `packColumnPanels` or `packTransposedPanels` lays them out.
  package var panels: UnsafePointer<Float>
  /// [N padded], where each row starts; nil starts at zero.
  package var initial: UnsafePointer<Float>?
  /// [R, N], `outputStride` floats from row to row, written in whole registers.
  package var output: UnsafeMutablePointer<Float>
  package var outputStride: Int
  package var innerBlock: Int

  package init(
    rows: Int, columns: Int, a: UnsafePointer<Float>, rowStride: Int, segments: Int = 1,
    segmentLength: Int, segmentStride: Int = 0, panels: UnsafePointer<Float>,
    initial: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>, outputStride: Int,
    innerBlock: Int
  ) {
    self.rows = rows
    self.columns = columns
    self.a = a
    self.rowStride = rowStride
    self.segments = segments
    self.segmentLength = segmentLength
    self.segmentStride = segmentStride
    self.panels = panels
    self.initial = initial
    self.output = output
    self.outputStride = outputStride
    self.innerBlock = innerBlock
  }
}

/// One left factor of a weight gradient: the values that met `count` rows of a weight.
package struct GradientOperand: BitwiseCopyable {
  /// [T, R, count]; `rowStride` and `stepStride` may be 0 to repeat one row.
  package var values: UnsafePointer<Float>
  package var rowStride: Int
  package var stepStride: Int
  package var count: Int
  /// Where the first row of this weight's gradient stands in a gradient buffer.
  package var outputOffset: Int

  package init(
    values: UnsafePointer<Float>, rowStride: Int, stepStride: Int, count: Int, outputOffset: Int
  ) {
    self.values = values
    self.rowStride = rowStride
    self.stepStride = stepStride
    self.count = count
    self.outputOffset = outputOffset
  }
}

/// A node of the shard tree that one worker sums whole: an aligned run of shards.
public struct GradientNode: BitwiseCopyable {
  /// The node's first row among the worker's rows, and how many rows it has: at least one.
  public var firstRow: Int
  public var rows: Int
  /// The gradient buffer that receives the node's sum.
  public var output: UnsafeMutablePointer<Float>

  public init(firstRow: Int, rows: Int, output: UnsafeMutablePointer<Float>) {
    self.firstRow = firstRow
    self.rows = rows
    self.output = output
  }
}

/// Weight gradients of one layer: for every shard the chain of outer products over steps and rows,
/// and the shards of a node summed along the binary tree.
///
/// Letters: T `steps`, R the worker's rows, G `gates`, H `gateSize`.
package struct WeightGradientTask {
  package var steps: Int
  /// Rows of one shard; the last shard of a node may have fewer.
  package var shardRows: Int
  /// The right factor [T, R, G, H], `gateStride` floats from gate to gate.
  package var gradient: UnsafePointer<Float>
  package var rowStride: Int
  package var stepStride: Int
  package var gates: Int
  package var gateSize: Int
  package var gateStride: Int
  /// Where the last of the gates stands: at G − 1, or further on where another one is left out.
  package var lastGate: Int
  /// The columns of the gradients to compute, of G · H: from a multiple of the panel width to another
  /// one, or to the last.
  package var columns: Range<Int>
  package var operands: UnsafePointer<GradientOperand>
  package var operandCount: Int
  package var nodes: UnsafePointer<GradientNode>
  package var nodeCount: Int
  /// At least `scratchFloats` floats.
  package var scratch: UnsafeMutablePointer<Float>

  package init(
    steps: Int, shardRows: Int, gradient: UnsafePointer<Float>, rowStride: Int, stepStride: Int,
    gates: Int, gateSize: Int, gateStride: Int, lastGate: Int? = nil, columns: Range<Int>,
    operands: UnsafePointer<GradientOperand>, operandCount: Int,
    nodes: UnsafePointer<GradientNode>, nodeCount: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    self.steps = steps
    self.shardRows = shardRows
    self.gradient = gradient
    self.rowStride = rowStride
    self.stepStride = stepStride
    self.gates = gates
    self.gateSize = gateSize
    self.gateStride = gateStride
    self.lastGate = lastGate ?? gates - 1
    self.columns = columns
    self.operands = operands
    self.operandCount = operandCount
    self.nodes = nodes
    self.nodeCount = nodeCount
    self.scratch = scratch
  }

  /// Floats of scratchpad that a task needs: the packed left factors of the node with most shards,
  /// a packed panel of one shard's right factor and where its columns stand, and a stack of
  /// unfinished sums, one per level.
  package static func scratchFloats(
    steps: Int, shardRows: Int, operandRows: Int, shards: Int
  ) -> Int {
    let chain = steps * shardRows
    let levels = Int.bitWidth - max(shards, 1).leadingZeroBitCount + 1
    let packedLeft = chain * shards * operandRows + featureAlignment
    return packedLeft + panelColumnsFloats + widestPanel * (chain + levels * operandRows)
  }
}

/// Floats of scratchpad that hold where the columns of a panel stand: two numbers for each of at most
/// 12 vectors, one more in each of 8 gates than the columns take.
package let panelColumnsFloats = 32

/// The widest panel of any instruction set, in floats.
package let widestPanel = 64
