/// How far a training is, in the text format of Prometheus, for the textfile collector of its node exporter.
///
/// Source: "Exposition formats" and "Metric and label naming" of Prometheus' documentation.
package struct TrainingMetrics: Sendable {
  private let run: String
  private let epochs: Int
  private let workers: Int
  private let size: EpochSize
  /// Whether the training goes on.
  package var isActive = false
  /// The last epoch that has ended; nil before the first.
  package var last: EpochRecord?
  /// The last step that has ended in an epoch that has not.
  package var step: TrainingEvents.Step?

  /// - Parameters:
  ///   - run: the value of the label `run`.
  ///   - samples: of the training part.
  ///   - last: the last epoch before the training goes on.
  package init(
    run: String, _ settings: RunSettings, samples: Int, workers: Int, last: EpochRecord?
  ) {
    self.run = run
    self.workers = workers
    self.last = last
    epochs = settings.epochs
    size = EpochSize(settings.trainingOptions, samples: samples)
  }

  private enum Kind: String {
    case gauge, counter
  }

  private struct Metric {
    /// Without the prefix that all have.
    let name: String
    let kind: Kind
    let help: String
    /// A metric without a value is left out.
    let value: Double?
  }

  private var metrics: [Metric] {
    let ended = last?.epoch ?? 0
    // What is shown of a step may be that of an epoch that has ended meanwhile.
    let current = step.flatMap { $0.epoch > ended ? $0 : nil }
    let steps = ended * size.steps + (current?.step ?? 0)
    let seen = current.map { min($0.step * size.rows, size.samples) } ?? 0
    let rate = last.flatMap { $0.seconds > 0 ? Double(size.samples) / $0.seconds : nil }
    return [
      Metric(
        name: "active", kind: .gauge, help: "1 while the training goes on, 0 when it has ended.",
        value: isActive ? 1 : 0),
      Metric(name: "workers", kind: .gauge, help: "Workers that train.", value: Double(workers)),
      Metric(
        name: "epochs_planned", kind: .gauge, help: "Epochs after which the training ends.",
        value: Double(epochs)),
      Metric(
        name: "epochs_total", kind: .counter, help: "Epochs that have ended.", value: Double(ended)),
      Metric(
        name: "steps_total", kind: .counter, help: "Steps of the optimizer.", value: Double(steps)),
      Metric(
        name: "samples_total", kind: .counter, help: "Samples that were trained on.",
        value: Double(ended * size.samples + seen)),
      Metric(
        name: "loss", kind: .gauge, help: "Mean training loss of the last epoch that has ended.",
        value: last?.loss),
      Metric(
        name: "validation_loss", kind: .gauge,
        help: "Mean loss of the validation samples after the last epoch that has ended.",
        value: last?.validationLoss),
      Metric(
        name: "running_loss", kind: .gauge,
        help: "Mean training loss, so far, of the epoch that is trained.", value: current?.loss),
      Metric(
        name: "learning_rate", kind: .gauge, help: "Learning rate of the last epoch's last step.",
        value: last?.learningRate),
      Metric(
        name: "epoch_duration_seconds", kind: .gauge, help: "Time of the last epoch.",
        value: last?.seconds),
      Metric(
        name: "samples_per_second", kind: .gauge, help: "Samples a second in the last epoch.",
        value: rate),
      Metric(
        name: "last_epoch_timestamp_seconds", kind: .gauge,
        help: "When the last epoch ended, in seconds since 1970.", value: last?.time),
    ]
  }

  /// The metrics that have a value, each with its help and its type.
  package var text: String {
    let label = "{run=\"\(Self.escaped(run))\"}"
    return metrics.map { metric in
      guard let value = metric.value else { return "" }
      let name = "skein_training_\(metric.name)"
      return "# HELP \(name) \(metric.help)\n# TYPE \(name) \(metric.kind.rawValue)\n"
        + "\(name)\(label) \(Self.number(value))\n"
    }.joined()
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func escaped(_ label: String) -> String {
    var escaped = ""
    for scalar in label.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
