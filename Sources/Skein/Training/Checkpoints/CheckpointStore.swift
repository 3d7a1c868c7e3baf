/// A place that keeps the checkpoints of one training.
public protocol CheckpointStore: Sendable {
  /// Seconds between two checkpoints within an epoch; 0 writes one after each step, and waits for
  /// it.
  var interval: Double { get }

  /// The newest checkpoint that is whole, and a sentence about a newer one that is not.
  ///
  /// - Throws: `CheckpointError.none` without any; another error where there is one that cannot be
  ///   used.
  func newest() throws -> (checkpoint: Checkpoint, warning: String?)

  /// Keeps a checkpoint: on disk when this returns. Called from one thread at a time.
  ///
  /// - Parameters:
  ///   - checkpoint: what a training goes on from.
  ///   - file: the checkpoint that the training went on from, as long as none was kept since: it must
  ///     outlive this call, and a newer one, which must be damaged, need not. Nil otherwise.
  func keep(_ checkpoint: Checkpoint, goingOnFrom file: String?) throws
}
