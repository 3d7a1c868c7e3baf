import Dispatch
import Skein
import Topology

/// Tells a person how a training goes: a summary before it, progress during it, results after it.
final class TrainReporter: Sendable {
  private let settings: RunSettings
  /// Of the training part, those that an epoch takes.
  private let samples: Int
  private let quiet: Bool
  /// Whether the table of results goes to standard output; with JSON there, to standard error.
  private let resultsToOutput: Bool
  private let terminal = Terminal()
  private let state: Locked<TrainProgress>

  /// - Parameters:
  ///   - samples: of the training part.
  ///   - checkpoint: where the training goes on; nil at its start.
  init(
    _ settings: RunSettings, samples: Int, checkpoint: Checkpoint?, quiet: Bool,
    resultsToOutput: Bool
  ) {
    self.settings = settings
    self.samples = settings.training.samplesPerEpoch(of: samples)
    self.quiet = quiet
    self.resultsToOutput = resultsToOutput
    state = Locked(
      TrainProgress(
        epochs: settings.epochs, windows: self.samples, batchSize: settings.batchSize,
        checkpoint: checkpoint))
  }

  func say(_ text: String) {
    if !quiet { StandardError.write(text + "\n") }
  }

  /// The model, the data, where the workers run, read back from the system, and the memory that it takes.
  ///
  /// - Parameter data: what there is to learn, in some lines.
  func introduce(
    _ data: String, model: Model, crew: Crew, wanted: Int, memory: Int?
  ) throws {
    if quiet { return }
    say("\(data)\n\n\(model.summary)\n")
    if let memory { say("about \(NumberText.shortBytes(memory)) of memory") }
    say(WorkersText(crew: crew, wanted: wanted, reports: try crew.survey()).text)
  }

  /// What `Trainer.fit` calls; each epoch goes to the logs as well.
  func events(_ logs: TrainingLogs) -> TrainingEvents {
    // The clock starts when the events are asked for, just before the training.
    state.withLock { $0.start(DispatchTime.now().uptimeNanoseconds) }
    var events = TrainingEvents()
    if terminal.isInteractive, !quiet { events.stepEnded = { self.redraw($0) } }
    events.epochEnded = { record in
      self.note(record)
      for failure in logs.append(record) { self.warn("\(failure)") }
      return .goOn
    }
    events.notice = { notice in
      if case .note(let sentence) = notice {
        self.clearLine()
        self.say("note: \(sentence)")
      } else {
        self.warn("\(notice)")
      }
    }
    return events
  }

  private func redraw(_ step: TrainingEvents.Step) {
    let line = state.withLock {
      $0.line(after: step, at: DispatchTime.now().uptimeNanoseconds, on: terminal)
    }
    if let line { StandardError.draw("\r\(line)\u{1B}[K") }
  }

  /// Something that went wrong without ending the training; told also by a quiet program.
  func warn(_ sentence: String) {
    clearLine()
    StandardError.write("skein: warning: \(Failure.sentence(sentence))\n")
  }

  private func clearLine() {
    if terminal.isInteractive, !quiet { StandardError.draw("\r\u{1B}[K") }
  }

  private func note(_ record: EpochRecord) {
    let now = DispatchTime.now().uptimeNanoseconds
    let line = state.withLock { $0.line(after: record, at: now) }
    if quiet { return }
    if !terminal.isInteractive, !state.withLock({ $0.isLineDue(after: record, at: now) }) { return }
    // Written over the progress bar, which the next step draws below it.
    StandardError.draw(terminal.isInteractive ? "\r\(line)\u{1B}[K\n" : line + "\n")
  }

  /// Leaves the line of the progress bar, where there is one, of a training that ended in an error.
  func progressBroke() {
    if state.withLock({ $0.isDrawn }) { progressEnded() }
  }

  /// Leaves the line of the progress bar, with its last state.
  func progressEnded() {
    guard terminal.isInteractive, !quiet, settings.epochs > 0 else { return }
    let line = state.withLock { $0.lastLine(on: terminal) }
    StandardError.draw("\r\(line)\u{1B}[K\n")
  }

  /// The epochs, seconds and samples a second of a training that did not end well.
  var soFar: (epochs: [EpochRecord], seconds: Double, samplesPerSecond: Double) {
    state.withLock { progress in
      let seconds = progress.seconds(at: DispatchTime.now().uptimeNanoseconds)
      let done = Double(progress.records.count * samples)
      return (progress.records, seconds, seconds > 0 ? done / seconds : 0)
    }
  }

  /// Says which intervals the validation part has too few windows for.
  private func noteMissingIntervals(_ record: RunRecord) {
    guard settings.loss.head.reading.hasBands else { return }
    let found = record.intervals?.levels ?? []
    guard let level = settings.interval.first(where: { !found.contains($0) }) else { return }
    let windows = NumberText.count(record.data.validation.count, "window")
    say(
      "note: no intervals of \(NumberText.short(level)) %: the validation part has \(windows), and they"
        + " need \(NumberText.grouped(Intervals.leastWindows(for: level)))")
  }

  /// The results, the losses as a picture on a terminal, and the files.
  func conclude(_ record: RunRecord, epochs: [EpochRecord], files: [String]) throws {
    if quiet { return }
    if terminal.isInteractive, epochs.count > 1 {
      let chart = LineChart.losses(
        epochs, of: settings.runName, loss: settings.loss,
        scaling: record.task == nil ? record.scaler.scaling : .none,
        kept: record.results?.restoredEpoch)
      StandardError.draw("\n" + terminal.text(of: chart, height: 13))
    }
    if let results = record.results, record.results?.failure == nil {
      say("")
      let text =
        record.task.map { TaskResultsText(results, $0).text }
        ?? results.panel.map { PanelText($0, subject: "test parts").text }
        ?? ResultsText(results.targets, subject: "test part", record.data.test).text
      if resultsToOutput { try StandardOutput.tell(text) } else { StandardError.write(text) }
      if let reason = results.stopped { say("stopped early: \(TerminalText.plain(reason))") }
      if let epoch = results.restoredEpoch { say("the model has the weights of epoch \(epoch)") }
      if let shares = record.recipe?.shares, settings.fullRecipe.shrinks {
        for (share, target) in zip(shares, record.data.targets) where share < 1 {
          let part = "the network's part of \(TerminalText.name(target))"
          say(
            share == 0
              ? "\(part) is left out, since it gains nothing on the validation part; the linear path"
                + " is the forecast"
              : "\(part) counts \(NumberText.percent(share)), which is best on the validation part")
        }
      }
      noteMissingIntervals(record)
      // An ensemble or an imported model is measured only.
      if epochs.isEmpty { return say(FilesText.wrote(files)) }
      let rate = NumberText.rounded(results.samplesPerSecond)
      say("trained in \(NumberText.duration(results.seconds)), \(rate) samples/s")
    }
    say(FilesText.wrote(files))
  }
}
