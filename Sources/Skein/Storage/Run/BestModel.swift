/// Keeps the weights of the best epoch in a file, so that they can be used while training goes on.
///
/// Writes at the end of each epoch whose loss is the lowest so far, synced and renamed, while the
/// workers wait: a few milliseconds for a small model. A resumed training knows the lowest loss from
/// its checkpoint and so never replaces the file by worse weights. A file that cannot be written is
/// reported and does not stop the training; it is tried again after each epoch and at the end.
public struct BestModel: TrainingCallback {
  public struct State: Codable, Sendable, Equatable {
    /// The loss of the weights in the file; nil before the first epoch.
    public var lowest: Double?
  }

  public static let name = "best model"

  public var state = State()
  /// Why the best weights are not in the file; nil when they are.
  package private(set) var failure: FileError?
  private let place: FilePlace

  /// - Parameter path: of a `.safetensors` file whose folder exists.
  public init(path: String) {
    self.init(FilePlace(path: path))
  }

  package init(_ place: FilePlace) {
    self.place = place
  }

  public var path: String { place.path }

  /// Without the path: a run that was moved to another folder is still the same run.
  public var settings: String { "" }

  public mutating func epochEnded(_ end: inout EpochEnd) {
    let former = failure
    keep(end.best)
    // The same fault again, perhaps after every epoch, is no news.
    if let failure, failure != former { end.warn("the best model was not kept: \(failure)") }
  }

  public mutating func trainingEnded(_ end: inout TrainingEnd) { keep(end.best) }

  private mutating func keep(_ best: BestWeightsSoFar?) {
    guard let best, best.loss < state.lowest ?? .infinity else { return }
    do throws(FileError) {
      try TensorFile(best.weights()).write(to: place)
      state.lowest = best.loss
      failure = nil
    } catch {
      failure = error
    }
  }
}
