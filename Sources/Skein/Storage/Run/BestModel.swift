/// Keeps the weights of the best epoch in a file, so that they can be used while training goes on.
///
/// Writes at the end of each epoch whose loss is the lowest so far, synced and renamed, while the
/// workers wait: a few milliseconds for a small model. A resumed training knows the lowest loss from
/// its checkpoint and so never replaces the file by worse weights. A file that cannot be written is
/// reported and does not stop the training.
public struct BestModel: TrainingCallback {
  public struct State: Codable, Sendable, Equatable {
    /// The loss of the weights in the file; nil before the first epoch.
    public var lowest: Double?
  }

  public static let name = "best model"

  public let path: String
  public var state = State()

  /// - Parameter path: of a `.safetensors` file whose folder exists.
  public init(path: String) {
    self.path = path
  }

  /// Without the path: a run that was moved to another folder is still the same run.
  public var settings: String { "" }

  public mutating func epochEnded(_ end: inout EpochEnd) {
    guard end.loss < state.lowest ?? .infinity else { return }
    do throws(FileError) {
      try TensorFile(end.weights).write(to: path)
      state.lowest = end.loss
    } catch {
      end.warn("the best model was not kept: \(error)")
    }
  }
}
