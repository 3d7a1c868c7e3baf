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

/// One worker's step and phase, for the watchdog to read: one relaxed store a phase.
final class WorkerProgress: Sendable {
  private let word = Atomic<UInt64>(0)
  /// Keeps two workers' words in different cache lines.
  private let padding = InlineArray<16, UInt64>(repeating: 0)

  @inline(__always)
  func mark(_ phase: TrainingPhase, step: Int) {
    word.store(
      UInt64(truncatingIfNeeded: step) << 8 | UInt64(phase.rawValue), ordering: .relaxed)
  }

  /// Within a phase, whether this worker sleeps until others of its team come.
  func sleeps(_ isAsleep: Bool) {
    let stamp = word.load(ordering: .relaxed)
    word.store(isAsleep ? stamp | Self.asleep : stamp & ~Self.asleep, ordering: .relaxed)
  }

  /// A bit beside the phase.
  private static let asleep: UInt64 = 0x80

  var stamp: UInt64 { word.load(ordering: .relaxed) }

  static func phase(of stamp: UInt64) -> TrainingPhase {
    if stamp & asleep != 0 { return .waiting }
    return TrainingPhase(rawValue: UInt8(truncatingIfNeeded: stamp)) ?? .starting
  }

  /// Steps since the start of the training.
  static func step(of stamp: UInt64) -> Int { Int(stamp >> 8) }
}
