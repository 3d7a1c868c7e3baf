import Foundation

/// How much one epoch of a training is.
package struct EpochSize: Sendable, Equatable {
  /// Steps of the optimizer.
  package var steps: Int
  /// Samples that are trained on.
  package var samples: Int
  /// Samples of a step, but for the last one.
  package var rows: Int

  /// - Parameter samples: of the training part.
  package init(_ options: TrainingOptions, samples: Int) {
    rows = options.rowsPerStep
    self.samples = options.samplesPerEpoch(of: samples)
    steps = TrainingState.stepsPerEpoch(samples: self.samples, options: options)
  }
}

/// What logs tell of an epoch: all of it follows from its record, so that a log can be written again from a
/// checkpoint.
struct LoggedEpoch: Sendable, Equatable {
  let epoch: Int
  /// Of this epoch and all before it.
  let steps: Int
  let samples: Int
  /// When it ended, with milliseconds, in UTC; nil after a checkpoint of an earlier version.
  let time: String?
  let seconds: Double
  let loss: Double
  let validationLoss: Double?
  let learningRate: Double?
  /// Nil where an epoch took no time that the clock could tell.
  let samplesPerSecond: Double?

  init(_ record: EpochRecord, _ size: EpochSize) {
    epoch = record.epoch
    steps = record.epoch * size.steps
    samples = record.epoch * size.samples
    seconds = record.seconds
    loss = record.loss
    time = record.time.map {
      Date(timeIntervalSince1970: $0).formatted(
        Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
    validationLoss = record.validationLoss
    learningRate = record.learningRate
    samplesPerSecond = record.seconds > 0 ? Double(size.samples) / record.seconds : nil
  }
}

extension LoggedEpoch {
  /// The columns of `log.csv` and the keys of `log.jsonl`.
  static let columns = [
    "epoch", "steps", "samples", "time", "seconds", "loss", "validation_loss", "learning_rate",
    "samples_per_second",
  ]

  /// Its row in `log.csv`.
  var fields: [CSVWriter.Field] {
    [
      .integer(epoch), .integer(steps), .integer(samples), time.map { .text($0) } ?? .missing,
      .double(seconds), .double(loss), validationLoss.map { .double($0) } ?? .missing,
      learningRate.map { .double($0) } ?? .missing,
      samplesPerSecond.map { .double($0) } ?? .missing,
    ]
  }

  /// Its line in `log.jsonl`, the end included: a JSON object with every column.
  var line: String {
    let members = zip(Self.columns, fields).map { "\"\($0)\": \(Self.json($1))" }
    return "{\(members.joined(separator: ", "))}\n"
  }

  /// As in all JSON of Skein, NaN and infinities are strings.
  private static func json(_ field: CSVWriter.Field) -> String {
    switch field {
    // A time, in which nothing needs to be escaped.
    case .text(let text): "\"\(text)\""
    case .integer(let value): String(value)
    case .float(let value): value.isFinite ? value.description : "\"\(value)\""
    case .double(let value): value.isFinite ? value.description : "\"\(value)\""
    case .missing: "null"
    }
  }
}
