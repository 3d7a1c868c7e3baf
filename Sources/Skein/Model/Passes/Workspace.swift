/// How much one worker's pass through a model holds at a time, and what it is for.
public struct PassSize: Sendable, Hashable {
  /// R: the most rows of a pass.
  public var rows: Int
  /// Whether a backward pass may follow, which needs what the forward pass came through.
  public var isTraining: Bool
  /// Rows of a shard, and the most shards that the worker sums in one node; in training only.
  public var shardRows: Int
  public var nodeShards: Int

  /// Rows that fill the tiles of every instruction set: what predictions and validations take at a
  /// time, whatever the training's batch.
  public static let fullRows = 32

  /// A pass that is only asked for what comes out.
  public static func inference(rows: Int) -> PassSize {
    PassSize(rows: rows, isTraining: false, shardRows: 1, nodeShards: 0)
  }

  /// A pass that is trained.
  public static func training(rows: Int, shardRows: Int, nodeShards: Int) -> PassSize {
    PassSize(rows: rows, isTraining: true, shardRows: shardRows, nodeShards: nodeShards)
  }
}

/// The floats that a layer needs for one worker's pass.
public struct WorkspaceNeed: Sendable, Hashable {
  /// The layer's own: what it keeps from the forward pass to the backward one, and from one pass to
  /// the next. Zero at first.
  public var kept: Int
  /// Scratchpad that all layers share: it means nothing from one call to the next.
  public var scratch: Int

  public init(kept: Int, scratch: Int = 0) {
    self.kept = kept
    self.scratch = scratch
  }
}

/// The memory that a layer gets for one worker's pass; it lives as long as the execution.
public struct Workspace {
  /// As many floats as the layer asked for; the members of a team have them together.
  public var kept: UnsafeMutablePointer<Float>
  /// Each member's own.
  public var scratch: UnsafeMutablePointer<Float>
  /// Where the backward pass leaves the gradient of the input: [vectors, R, input's stride]. The
  /// members of a team have it together.
  public var inputGradient: UnsafeMutablePointer<Float>
  /// The worker's part of what a team does together.
  public var seat: TeamSeat

  public init(
    kept: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, seat: TeamSeat = TeamSeat()
  ) {
    self.kept = kept
    self.scratch = scratch
    self.inputGradient = inputGradient
    self.seat = seat
  }
}

/// Divides a workspace into arrays, each at a cache line, or at a page where it fills several:
/// between arrays that begin alike, no kernel waits for a store that it does not need
/// (`SharedBuffer`).
public struct WorkspaceLayout: Sendable {
  /// Floats in all.
  public private(set) var floats = 0

  public init() {}

  /// The offset of the next array, of `count` floats.
  public mutating func add(_ count: Int) -> Int {
    let unit = count < 4096 ? 16 : 1024
    let offset = (floats + unit - 1) / unit * unit
    floats = offset + count
    return offset
  }
}
