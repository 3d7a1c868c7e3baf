import Foundation
import Skein

/// What a moment of looking at a training showed.
struct TopView {
  let path: String
  let status: RunStatus
  /// Training samples a second while it was looked at; since it began where that is all there is.
  let samplesPerSecond: Double
  /// For each worker how often it was seen in each phase, as fractions.
  let phases: [[TrainingPhase: Double]]
  /// The part of its time that each worker waited meanwhile.
  let waiting: [Double]
  /// The processor that each worker's thread last ran on; nil where the system does not tell.
  let lastProcessors: [Int?]

  private static let looks = 20

  /// Looks for so many seconds, or once where nothing moves.
  ///
  /// - Throws: `RunStatusError`, `FileError`.
  init(of path: String, seconds: Double) throws {
    let first = try RunStatus(inRun: path)
    var last = first
    var seen = [[TrainingPhase: Int]](repeating: [:], count: first.workers.count)
    func count(_ status: RunStatus) {
      for worker in status.workers where seen.indices.contains(worker.worker) {
        seen[worker.worker][worker.phase, default: 0] += 1
      }
    }
    count(first)
    if first.state == .running {
      for _ in 0..<Self.looks {
        Thread.sleep(forTimeInterval: seconds / Double(Self.looks))
        last = try RunStatus(inRun: path)
        guard last.process == first.process, last.workers.count == first.workers.count else {
          break
        }
        count(last)
        if last.state != .running { break }
      }
    }
    self.path = path
    status = last
    let isSame = last.process == first.process && last.workers.count == first.workers.count
    let (samples, passed) = (last.samples - first.samples, last.seconds - first.seconds)
    samplesPerSecond =
      isSame && samples > 0 && passed > 0 ? Double(samples) / passed : last.samplesPerSecond
    phases = seen.map { counts in
      let all = Double(max(counts.values.reduce(0, +), 1))
      return counts.mapValues { Double($0) / all }
    }
    waiting = last.workers.map { worker in
      let before = isSame ? first.workers[worker.worker] : nil
      let moved = before.map { worker.seconds - $0.seconds } ?? 0
      if let before, moved > 0.05 {
        return min(max((worker.waitingSeconds - before.waitingSeconds) / moved, 0), 1)
      }
      return worker.seconds > 0 ? min(worker.waitingSeconds / worker.seconds, 1) : 0
    }
    lastProcessors = last.workers.map { worker in
      last.state == .running ? worker.lastProcessor(of: last.process) : nil
    }
  }
}

/// What `skein top --json` prints.
struct TopReport: Encodable {
  struct Worker: Encodable {
    let worker: Int
    let phase: String
    let step: Int
    /// The part of its time.
    let waiting: Double
    /// How often it was seen in each phase.
    let phases: [String: Double]
    @NullIfMissing var processor: Int?
    @NullIfMissing var lastProcessor: Int?
    @NullIfMissing var core: Int?
    @NullIfMissing var numaNode: Int?
    @NullIfMissing var team: Int?
  }

  let run: String
  let state: RunStatus.State
  let process: Int32
  let host: String
  let epoch: Int
  let epochs: Int
  let step: Int
  let stepsPerEpoch: Int
  @NullIfMissing var loss: Double?
  @NullIfMissing var lastLoss: Double?
  @NullIfMissing var validationLoss: Double?
  let bestEpoch: Int
  @NullIfMissing var bestLoss: Double?
  let samples: Int
  let seconds: Double
  let samplesPerSecond: Double
  @NullIfMissing var silentSeconds: Double?
  let workers: [Worker]

  init(_ view: TopView) {
    func known(_ value: Double) -> Double? { value.isFinite ? value : nil }
    let status = view.status
    run = view.path
    state = status.state
    process = status.process
    host = status.host
    epoch = status.epoch
    epochs = status.epochs
    step = status.step
    stepsPerEpoch = status.stepsPerEpoch
    bestEpoch = status.bestEpoch
    samples = status.samples
    seconds = status.seconds
    samplesPerSecond = view.samplesPerSecond
    workers = status.workers.map { worker in
      Worker(
        worker: worker.worker, phase: worker.phase.name, step: worker.step,
        waiting: view.waiting[worker.worker],
        phases: Dictionary(
          view.phases[worker.worker].map { ($0.key.name, $0.value) }, uniquingKeysWith: { $1 }),
        processor: worker.processor, lastProcessor: view.lastProcessors[worker.worker],
        core: worker.core, numaNode: worker.numaNode, team: worker.team)
    }
    loss = known(status.loss)
    lastLoss = known(status.lastLoss)
    validationLoss = known(status.validationLoss)
    bestLoss = known(status.bestLoss)
    silentSeconds = status.silentSeconds
  }
}
