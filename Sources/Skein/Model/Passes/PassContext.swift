/// What a pass over one worker's rows is part of: where the rows come from, and what is done with
/// what comes out.
///
/// Random masks are addressed by seed, epoch, step and row of the minibatch, never drawn in turn, so
/// that they do not depend on how the minibatch was shared.
public struct PassContext {
  /// R, the rows of this pass: at least 1.
  public var rows: Int
  /// Whether a backward pass may follow, and layers that behave otherwise in training do so.
  public var isTraining: Bool
  /// Of the training; 0 outside of one.
  public var seed: UInt64
  /// Epochs that ended before, and steps that ended in this one.
  public var epoch: Int
  public var step: Int
  /// The place of the first row in its minibatch.
  public var firstRow: Int
  /// [R]: the steps of each row, from 1 to T, the longest first; nil where all have all of them. What
  /// lies beyond a row's last step is never computed with, but must be finite.
  public var lengths: UnsafePointer<Int32>?
  /// Whether the rows go on where those of the pass before ended: their states begin as the last ones
  /// rather than zero. The rows are at most as many, the first ones.
  public var continues: Bool

  public init(
    rows: Int, isTraining: Bool = false, seed: UInt64 = 0, epoch: Int = 0, step: Int = 0,
    firstRow: Int = 0, lengths: UnsafePointer<Int32>? = nil, continues: Bool = false
  ) {
    self.rows = rows
    self.isTraining = isTraining
    self.seed = seed
    self.epoch = epoch
    self.step = step
    self.firstRow = firstRow
    self.lengths = lengths
    self.continues = continues
  }

  /// Of T steps those that any row has: no row has one from here on.
  @inline(__always)
  public func livingSteps(of steps: Int) -> Int { lengths.map { min(Int($0[0]), steps) } ?? steps }

  /// Rows that have a step at time `t`.
  @inline(__always)
  func rowsAlive(at t: Int) -> Int {
    guard let lengths else { return rows }
    var alive = rows
    while alive > 0, Int(lengths[alive - 1]) <= t { alive -= 1 }
    return alive
  }
}
