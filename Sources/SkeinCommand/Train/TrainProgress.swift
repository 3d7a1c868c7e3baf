import Skein

/// How far a training has come, and the line that says so.
struct TrainProgress {
  private let epochs: Int
  private let windows: Int
  private let batchSize: Int
  private var startTime: UInt64 = 0
  private var nextRedraw: UInt64 = 0
  /// Whether a terminal shows the progress bar, which the next line would be written over.
  private(set) var isDrawn = false
  private(set) var records: [EpochRecord] = []
  private var last: (epoch: Int, done: Int, loss: Double, elapsed: Double) = (1, 0, .nan, 0)
  /// Windows that were done before a resumed training went on.
  private let doneBefore: Int
  private let secondsBefore: Double
  /// When the last line was written that nobody redraws; nil before the first.
  private var lastLineTime: UInt64?

  /// Nanoseconds between two pictures of the progress bar.
  private static let redrawInterval: UInt64 = 100_000_000
  /// Nanoseconds between two lines in a file, which may be the log of a job of a thousand epochs.
  private static let lineInterval: UInt64 = 30_000_000_000

  /// - Parameter checkpoint: where a resumed training goes on.
  init(epochs: Int, windows: Int, batchSize: Int, checkpoint: Checkpoint?) {
    self.epochs = epochs
    self.windows = windows
    self.batchSize = batchSize
    records = checkpoint?.epochs ?? []
    secondsBefore = checkpoint?.seconds ?? 0
    doneBefore = checkpoint.map { $0.epoch * windows + min($0.step * batchSize, windows) } ?? 0
    last.epoch = records.count + 1
    last.done = doneBefore
  }

  mutating func start(_ time: UInt64) {
    startTime = time
    nextRedraw = time
  }

  /// Of training, what came before a checkpoint included.
  func seconds(at time: UInt64) -> Double { secondsBefore + Double(time &- startTime) / 1e9 }

  /// The progress bar after a step, or nil when it was drawn a moment ago.
  mutating func line(after step: TrainingEvents.Step, at time: UInt64, on terminal: Terminal)
    -> String?
  {
    guard time >= nextRedraw else { return nil }
    nextRedraw = time &+ Self.redrawInterval
    let inEpoch = min(step.step * batchSize, windows)
    last = (step.epoch, (step.epoch - 1) * windows + inEpoch, step.loss, seconds(at: time))
    isDrawn = true
    return bar(on: terminal)
  }

  /// Whether an epoch's line is to be written where lines are only ever appended: the first, the last, and
  /// those between that come long enough after another.
  mutating func isLineDue(after record: EpochRecord, at time: UInt64) -> Bool {
    let isLate = lastLineTime.map { time &- $0 >= Self.lineInterval } ?? true
    guard isLate || record.epoch >= epochs else { return false }
    lastLineTime = time
    return true
  }

  /// The line of an epoch, for output that nobody redraws.
  mutating func line(after record: EpochRecord, at time: UInt64) -> String {
    records.append(record)
    last = (record.epoch, record.epoch * windows, record.loss, seconds(at: time))
    let width = String(epochs).count
    let number = String(record.epoch)
    var line = "epoch " + String(repeating: " ", count: width - number.count)
    line += "\(number)/\(epochs)  loss \(NumberText.significant(record.loss))"
    if let loss = record.validationLoss { line += "  validation \(NumberText.significant(loss))" }
    if record.seconds > 0 {
      line += "  \(NumberText.rounded(Double(windows) / record.seconds)) samples/s"
    }
    return line
  }

  /// The progress bar as it stood when training ended, to be left there.
  mutating func lastLine(on terminal: Terminal) -> String {
    isDrawn = false
    return bar(on: terminal)
  }

  private func bar(on terminal: Terminal) -> String {
    let total = max(epochs * windows, 1)
    let fraction = Double(last.done) / Double(total)
    var parts = ["epoch \(min(last.epoch, epochs))/\(epochs)"]
    let width = terminal.columns >= 110 ? 24 : 12
    parts.append("\(terminal.bar(fraction, width: width)) \(Int(fraction * 100)) %")
    if last.loss.isFinite { parts.append("loss \(NumberText.significant(last.loss, digits: 4))") }
    if let loss = records.last?.validationLoss {
      parts.append("validation \(NumberText.significant(loss, digits: 4))")
    }
    let elapsed = last.elapsed - secondsBefore
    if last.done > doneBefore, elapsed > 0 {
      let rate = Double(last.done - doneBefore) / elapsed
      parts.append("\(NumberText.rounded(rate)) samples/s")
      let rest = Double(total - last.done) / rate
      parts.append(
        last.done == total
          ? NumberText.duration(last.elapsed) : "\(NumberText.duration(rest)) left")
    }
    // A line that wraps could not be drawn over.
    while parts.count > 1, parts.joined(separator: "  ").count >= terminal.columns {
      parts.removeLast()
    }
    return String(parts.joined(separator: "  ").prefix(max(terminal.columns - 1, 1)))
  }
}
