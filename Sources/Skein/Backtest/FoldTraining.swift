/// A training on what is known at an origin, to the bytes of a run that is trained on it alone.
struct FoldTraining {
  /// Read by its head.
  let model: Model
  /// That of the training, with as much of the network's part as counts.
  let dataset: Dataset
  let training: BacktestFold.Training

  /// - Parameter known: rows of the data.
  /// - Returns: nil where `stop` was asked for.
  /// - Throws: what training throws.
  init?(
    _ settings: RunSettings, on dataset: Dataset, known: Int, crew: Crew, stop: StopRequest,
    notice: @escaping @Sendable (TrainingNotice) -> Void
  ) throws {
    let trainer = try Trainer(
      try Model(
        try settings.architecture(for: dataset), for: dataset, loss: settings.loss,
        seed: settings.seed), options: settings.trainingOptions, crew: crew)
    trainer.callbacks = settings.callbacks(best: nil)
    trainer.stopRequest = stop
    let history = try trainer.fit(
      dataset.training, validation: dataset.validation, events: TrainingEvents(notice: notice))
    if case .interrupted = history.ending { return nil }
    model = try trainer.model.read(by: settings.loss.head)
    self.dataset = try settings.settled(dataset, by: model, crew: crew).dataset
    training = BacktestFold.Training(
      known: known, epochs: history.epochs.count, seconds: history.seconds,
      model: try trainer.model.weights.digest())
  }
}

extension RunSettings {
  /// Settings of a backtest: nothing is kept for a test, which the folds are, and what the first fold knows
  /// decides what nobody chose.
  ///
  /// - Parameters:
  ///   - known: the rows that the first fold knows.
  ///   - series: all rows.
  ///   - isChosen: whether an option was given: its name; nil leaves the settings as they are.
  ///   - findsCalendar: whether the rows decide about the calendar.
  /// - Returns: the series, with the calendar where it is taken.
  /// - Throws: `BacktestError.firstFold` where the rows are too few to train on.
  mutating func suit(
    firstFold known: Series, of series: Series, isChosen: ((String) -> Bool)?,
    findsCalendar: Bool
  ) throws -> Series {
    do {
      let dataset = try self.dataset(known)
      let takesCalendar = findsCalendar ? try takeCalendar(known, dataset) != nil : false
      let windows = training.samplesPerEpoch(of: dataset.training.count)
      if let isChosen { suit(trainingWindows: windows, isChosen: isChosen) }
      return takesCalendar ? try series.adding(calendar) : series
    } catch let error as DataError {
      throw BacktestError.firstFold(rows: known.rows, error)
    }
  }

  /// How many trainings at once there are workers and memory for.
  ///
  /// - Parameters:
  ///   - wanted: of them.
  ///   - processes: those of this machine that train as many.
  ///   - dataset: makes the data of the largest.
  /// - Throws: `MemoryError` where there is not the memory for one.
  func mostAtOnce(
    _ wanted: Int, _ crew: Crew, processes: Int = 1, dataset: () throws -> Dataset
  ) throws -> Int {
    let wanted = min(wanted, crew.count)
    guard wanted > 1 else { return wanted }
    let data = try dataset()
    let before = FreeMemory.resident
    let all = try MemoryNeed.check(
      try architecture(for: data), dataset: data, options: trainingOptions,
      teams: crew.limited(to: 1).fixedTeams)
    guard let all, let before, let free = FreeMemory.bytes() else { return wanted }
    return max(min(wanted, free / processes / max(all - before, 1)), 1)
  }
}
