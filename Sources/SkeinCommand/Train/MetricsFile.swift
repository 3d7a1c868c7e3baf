import Dispatch
import Foundation
import Skein

/// The file of `--metrics` while a training goes on: written when it begins and ends, after each epoch, but at
/// most once a second, and from time to time within long epochs.
final class MetricsFile: Sendable {
  private struct State {
    var metrics: TrainingMetrics
    /// When the file was last written.
    var written: UInt64
    /// Why it could not be written; told once, and tried again.
    var failure: FileError?
  }

  private let path: String
  private let state: Locked<State>

  private static let pause: UInt64 = 1_000_000_000

  /// - Throws: `FileError` where the file cannot be written.
  init(_ path: String, _ metrics: TrainingMetrics) throws(FileError) {
    self.path = path
    try AtomicFile.write(metrics.text, to: path)
    state = Locked(State(metrics: metrics, written: DispatchTime.now().uptimeNanoseconds))
  }

  /// The events of a training that begins, with what is written at them; what goes wrong is told as a warning.
  func following(_ events: TrainingEvents, _ warn: @escaping @Sendable (String) -> Void)
    -> TrainingEvents
  {
    write(warn, atOnce: true) { $0.isActive = true }
    var followed = events
    followed.epochEnded = { record in
      self.write(warn) { metrics in
        metrics.last = record
        metrics.step = nil
      }
      return events.epochEnded?(record) ?? .goOn
    }
    followed.meanwhile = { step in
      self.write(warn) { $0.step = step }
      events.meanwhile?(step)
    }
    return followed
  }

  /// The last state of a training, however it ended.
  func end(_ warn: (String) -> Void) {
    write(warn, atOnce: true) { $0.isActive = false }
  }

  private func write(
    _ warn: (String) -> Void, atOnce: Bool = false, _ change: (inout TrainingMetrics) -> Void
  ) {
    let now = DispatchTime.now().uptimeNanoseconds
    let failure: FileError? = state.withLock { state in
      change(&state.metrics)
      guard atOnce || now &- state.written >= Self.pause else { return nil }
      state.written = now
      let former = state.failure
      do throws(FileError) {
        try AtomicFile.write(state.metrics.text, to: path)
        state.failure = nil
      } catch {
        state.failure = error
      }
      return state.failure == former ? nil : state.failure
    }
    if let failure { warn("the metrics are not up to date: \(failure)") }
  }
}
