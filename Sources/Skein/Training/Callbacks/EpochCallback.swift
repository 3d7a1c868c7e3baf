/// A callback made of a closure, for what remembers nothing that a resumed training would need.
///
/// ```swift
/// trainer.callbacks.append(EpochCallback { end in
///   if end.loss < 0.01 { end.stop(because: "the loss was below 0.01") }
/// })
/// ```
public struct EpochCallback: TrainingCallback {
  /// Nothing.
  public struct State: Codable, Sendable, Equatable {
    public init() {}
  }

  public static let name = "epoch callback"

  public let settings: String
  public var state = State()
  private let ended: @Sendable (inout EpochEnd) -> Void

  /// - Parameters:
  ///   - settings: what tells it from another one; a checkpoint that was written with others is
  ///     refused.
  ///   - ended: called after each epoch, on the thread that called `fit`, while the workers wait.
  public init(settings: String = "", _ ended: @escaping @Sendable (inout EpochEnd) -> Void) {
    self.settings = settings
    self.ended = ended
  }

  public mutating func epochEnded(_ end: inout EpochEnd) { ended(&end) }
}
