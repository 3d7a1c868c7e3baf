import Skein
import Testing

@Suite("Metrics for Prometheus")
struct TrainingMetricsTests {
  private func metrics(run: String = "temps", last: EpochRecord?) -> TrainingMetrics {
    var settings = RunSettings()
    settings.batchSize = 16
    return TrainingMetrics(run: run, settings, samples: 100, workers: 3, last: last)
  }

  private let epoch = EpochRecord(
    epoch: 2, loss: 0.125, validationLoss: 0.25, learningRate: 1e-7, seconds: 0.5,
    time: 1_700_000_000.5)

  /// The samples by name, after a check that each has its help and type before it.
  private func samples(_ text: String) throws -> [String: String] {
    var samples: [String: String] = [:]
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.popLast() == "")
    try #require(lines.count.isMultiple(of: 3))
    for place in stride(from: 0, to: lines.count, by: 3) {
      let sample = try #require(
        lines[place + 2].wholeMatch(of: #/([a-z_]+)\{run="((?:[^"\\\n]|\\["\\n])*)"\} (\S+)/#))
      let name = sample.1
      #expect(lines[place].hasPrefix("# HELP \(name) ") && lines[place].hasSuffix("."))
      let type = lines[place + 1]
      #expect(type == "# TYPE \(name) \(name.hasSuffix("_total") ? "counter" : "gauge")")
      #expect(name.hasPrefix("skein_training_"))
      #expect(samples.updateValue(String(sample.3), forKey: String(name.dropFirst(15))) == nil)
    }
    return samples
  }

  @Test("before the first epoch there are counts alone")
  func start() throws {
    let samples = try samples(metrics(last: nil).text)
    #expect(
      samples == [
        "active": "0", "workers": "3", "epochs_planned": "20", "epochs_total": "0",
        "steps_total": "0", "samples_total": "0",
      ])
  }

  @Test("after an epoch all is told, and within the next one how far that is")
  func within() throws {
    var metrics = metrics(last: epoch)
    metrics.isActive = true
    let ended = try samples(metrics.text)
    #expect(ended["epochs_total"] == "2" && ended["steps_total"] == "14")
    #expect(ended["samples_total"] == "200" && ended["samples_per_second"] == "200")
    #expect(ended["loss"] == "0.125" && ended["validation_loss"] == "0.25")
    #expect(ended["learning_rate"] == "1e-07" && ended["epoch_duration_seconds"] == "0.5")
    #expect(ended["last_epoch_timestamp_seconds"] == "1700000000.5")
    #expect(ended["active"] == "1" && ended["running_loss"] == nil)
    metrics.step = TrainingEvents.Step(epoch: 3, step: 7, stepsPerEpoch: 7, loss: .infinity)
    let within = try samples(metrics.text)
    #expect(within["steps_total"] == "21" && within["samples_total"] == "300")
    #expect(within["running_loss"] == "+Inf")
    // The status may still show a step of the epoch that has just ended.
    metrics.step?.epoch = 2
    #expect(try samples(metrics.text) == ended)
  }

  @Test("a run's name is escaped")
  func label() throws {
    let text = metrics(run: "a\"b\\c\nd", last: nil).text
    #expect(text.contains("skein_training_active{run=\"a\\\"b\\\\c\\nd\"} 0\n"))
    #expect(try samples(text).count == 6)
  }
}
