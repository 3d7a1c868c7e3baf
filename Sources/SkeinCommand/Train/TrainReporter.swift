import Dispatch
import Skein
import Topology

/// Tells a person how a training goes: a summary before it, progress during it, results after it.
final class TrainReporter: Sendable {
  private let settings: RunSettings
  private let dataset: Dataset
  private let quiet: Bool
  /// Whether the table of results goes to standard output; with JSON there, to standard error.
  private let resultsToOutput: Bool
  private let terminal = Terminal()
  private let state: Locked<TrainProgress>

  init(plan: TrainPlan, quiet: Bool, resultsToOutput: Bool) {
    settings = plan.settings
    dataset = plan.dataset
    self.quiet = quiet
    self.resultsToOutput = resultsToOutput
    state = Locked(
      TrainProgress(
        epochs: settings.epochs, windows: dataset.training.count, batchSize: settings.batchSize,
        checkpoint: plan.checkpoint))
  }

  func say(_ text: String) {
    if !quiet { StandardError.write(text + "\n") }
  }

  /// The model, the data, where the workers run, read back from the system, and the memory that it takes.
  func introduce(model: Model, crew: Crew, wanted: Int, memory: Int?) throws {
    if quiet { return }
    let series = dataset.series
    let targets = series.targetColumns.map { series.columns[$0] }
    let inputs = series.told(series.inputColumns)
    var data = "\(TerminalText.plain(series.name)): \(NumberText.count(series.rows, "row"))"
    data += ", predicts \(TerminalText.names(targets))"
    if inputs != targets { data += " from \(TerminalText.names(inputs))" }
    data += scaling
    if let reading = series.reading, series.path != nil {
      say(TerminalText.plain(reading.summary))
      for note in reading.notes { say("note: \(TerminalText.plain(note))") }
    }
    if !series.futureColumns.isEmpty {
      data +=
        "\nknown ahead: \(TerminalText.names(series.told(series.futureColumns))); the network sees them of"
        + " \(NumberText.count(dataset.windows.horizon, "row")) behind the window"
    }
    if let recipe = dataset.recipe { data += "\n" + recipe.description(of: series) }
    say("\(data)\n\(dataset.splits.description(of: series))\n\n\(model.summary)\n")
    if let memory { say("about \(NumberText.shortBytes(memory)) of memory") }
    say(WorkersText(crew: crew, wanted: wanted, reports: try crew.survey()).text)
  }

  /// How the values are scaled, and why where nobody asked.
  private var scaling: String {
    let used = dataset.scaler.scaling
    guard settings.scale == .auto else {
      return used == .none ? "" : ", scaled (\(used.rawValue))"
    }
    return used == .none
      ? ""
      : ", scaled (\(used.rawValue), since they are far from unit scale; --scale none leaves them)"
  }

  /// What `Trainer.fit` calls; each epoch goes to the log as well.
  func events(_ log: HistoryLog) -> TrainingEvents {
    // The clock starts when the events are asked for, just before the training.
    state.withLock { $0.start(DispatchTime.now().uptimeNanoseconds) }
    var events = TrainingEvents()
    if terminal.isInteractive, !quiet { events.stepEnded = { self.redraw($0) } }
    events.epochEnded = { record in
      self.note(record)
      if let failure = log.append(record) { self.warn("\(failure)") }
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
    let line = state.withLock {
      $0.line(after: record, at: DispatchTime.now().uptimeNanoseconds)
    }
    if quiet { return }
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
      let samples = Double(progress.records.count * dataset.training.count)
      return (progress.records, seconds, seconds > 0 ? samples / seconds : 0)
    }
  }

  /// The results, the losses as a picture on a terminal, and the files.
  func conclude(_ record: RunRecord, epochs: [EpochRecord], files: [String]) throws {
    if quiet { return }
    if terminal.isInteractive, epochs.count > 1 {
      let chart = LineChart.losses(
        epochs, of: settings.runName, loss: settings.loss, scaling: dataset.scaler.scaling,
        kept: record.results?.restoredEpoch)
      StandardError.draw("\n" + terminal.text(of: chart, height: 13))
    }
    if let results = record.results, record.results?.failure == nil {
      say("")
      let table = ResultsText(results.targets, subject: "test part", dataset.splits.test.windows)
      if resultsToOutput {
        try StandardOutput.tell(table.text)
      } else {
        StandardError.write(table.text)
      }
      if let reason = results.stopped { say("stopped early: \(TerminalText.plain(reason))") }
      if let epoch = results.restoredEpoch { say("the model has the weights of epoch \(epoch)") }
      if let shares = record.recipe?.shares, settings.fullRecipe.shrinks {
        for (share, target) in zip(shares, results.targets) where share < 1 {
          let part = "the network's part of \(TerminalText.name(target.column))"
          say(
            share == 0
              ? "\(part) is left out, since it gains nothing on the validation part; the linear path"
                + " is the forecast"
              : "\(part) counts \(NumberText.percent(share)), which is best on the validation part")
        }
      }
      let rate = NumberText.rounded(results.samplesPerSecond)
      say("trained in \(NumberText.duration(results.seconds)), \(rate) samples/s")
    }
    say(FilesText.wrote(files))
  }
}
