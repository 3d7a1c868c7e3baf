import Synchronization

/// Asks a training to stop after the step it is in, from any thread.
///
/// `Trainer.fit` then writes a checkpoint, where it was given a place for them, and returns.
/// Setting it is one atomic operation: safe in a signal handler once the object exists.
public final class StopRequest: Sendable {
  private let reason = Atomic<Int32>(0)
  /// Another one that counts as this one does.
  private let other: StopRequest?

  public init() { other = nil }

  /// A request that is made where `other` is, too.
  init(or other: StopRequest?) { self.other = other }

  /// Asks to stop; only the first request counts.
  ///
  /// - Parameter code: what the asker wants to find again in `code`, such as the number of a signal;
  ///   not 0.
  /// - Returns: whether this was the first request.
  @discardableResult
  public func request(code: Int32 = -1) -> Bool {
    reason.compareExchange(
      expected: 0, desired: code, ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// What the first request came with; nil while there is none.
  public var code: Int32? {
    let code = reason.load(ordering: .relaxed)
    return code == 0 ? other?.code : code
  }

  public var isRequested: Bool {
    reason.load(ordering: .relaxed) != 0 || other?.isRequested ?? false
  }
}
