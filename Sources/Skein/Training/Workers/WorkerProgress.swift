import Synchronization

/// What a worker is doing.
public enum TrainingPhase: UInt8, Sendable, CaseIterable {
  case starting
  case gather
  case forward
  case backward
  case update
  case validation
  /// Events, callbacks and checkpoints between two steps: worker 0 alone.
  case reporting
  case waiting
  case finished

  /// As reports name it.
  package var name: String { "\(self)" }

  /// As in “worker 3 has been … for 300 s”.
  var activity: String {
    switch self {
    case .starting: "allocating its memory"
    case .gather: "gathering windows"
    case .forward: "in the forward pass"
    case .backward: "in the backward pass"
    case .update: "updating weights"
    case .validation: "in the validation"
    case .reporting: "in an event, a callback or a checkpoint"
    case .waiting: "waiting at the barrier"
    case .finished: "at its end"
    }
  }
}

/// One worker's step and phase, for the watchdog and whoever looks at the board: one relaxed store a
/// phase.
///
/// Invariant: both pointers lead into the board's memory, which lives as long as the board, and are read
/// and written by atomic operations alone.
package final class WorkerProgress: @unchecked Sendable {
  private let board: StatusBoard
  private let worker: Int
  private let word: UnsafeMutablePointer<Atomic<UInt64>>
  private let waiting: UnsafeMutablePointer<Atomic<UInt64>>

  init(_ board: StatusBoard, worker: Int) {
    self.board = board
    self.worker = worker
    word = board.slot(of: worker) + StatusBoard.WorkerField.stamp.rawValue
    waiting = board.slot(of: worker) + StatusBoard.WorkerField.waiting.rawValue
    word.pointee.store(0, ordering: .relaxed)
  }

  /// The worker's thread begins.
  func begin() {
    board[.thread, of: worker] = UInt64(ThreadUsage.now()?.thread ?? 0)
    board[.begun, of: worker] = PhaseClock.now
  }

  @inline(__always)
  func mark(_ phase: TrainingPhase, step: Int) {
    word.pointee.store(
      UInt64(truncatingIfNeeded: step) << 8 | UInt64(phase.rawValue), ordering: .relaxed)
  }

  /// Nanoseconds of waiting for the others so far.
  @inline(__always)
  func waited(_ nanoseconds: UInt64) { waiting.pointee.store(nanoseconds, ordering: .relaxed) }

  /// Within a phase, whether this worker sleeps until others of its team come.
  func sleeps(_ isAsleep: Bool) {
    let stamp = word.pointee.load(ordering: .relaxed)
    word.pointee.store(
      isAsleep ? stamp | Self.asleep : stamp & ~Self.asleep, ordering: .relaxed)
  }

  /// A bit beside the phase.
  private static let asleep: UInt64 = 0x80

  var stamp: UInt64 { word.pointee.load(ordering: .relaxed) }

  package static func phase(of stamp: UInt64) -> TrainingPhase {
    if stamp & asleep != 0 { return .waiting }
    return TrainingPhase(rawValue: UInt8(truncatingIfNeeded: stamp)) ?? .starting
  }

  /// Steps since the start of the training.
  package static func step(of stamp: UInt64) -> Int { Int(stamp >> 8) }
}
