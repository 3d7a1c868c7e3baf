import ArgumentParser
import Skein

/// The options that help against an error of the library, which speaks in terms of its own.
enum Remedy {
  /// What to write on the command line; nil where no option helps.
  ///
  /// - Parameter command: what failed; the options of a training help only a training.
  static func options(for error: any Error, of command: (any ParsableCommand)?) -> String? {
    if let train = command as? Train {
      let isTask = train.options.task.task.map { $0 != .forecast } ?? false
      if error is MemoryError, isTask { return taskOptions }
      if let options = trainingOptions(for: error) { return options }
    }
    if command is BacktestCommand, let options = backtestOptions(for: error) { return options }
    if command is Update, case DataError.noTrainingWindows = error { return "--data FILE" }
    if let error = error as? DataError, reads(command), let options = readingOptions(for: error) {
      return options
    }
    switch error {
    case RunError.unfinished(let run), RunError.otherModel(_, let run):
      return "skein train --resume \(ShellText.quoted(run))"
    case RunError.noNewRows: return "--data FILE"
    case RunError.imported: return "skein train --from RUN"
    case RunError.dataMoved, RunError.dataShrank, RunError.noTestPart, RunError.rowsNotFound:
      return "--data FILE"
    case ForecastError.severalSeries: return "--series COL=VALUE"
    case ForecastError.noDistribution: return "skein train --loss gaussian"
    case ForecastError.gap: return "--gaps fill"
    case ForecastError.noTimes: return "skein train --calendar none"
    case ForecastError.noFuture, ForecastError.tooShortFuture, ForecastError.missingTime,
      ForecastError.missingFuture:
      return command is Forecast ? "--future-data FILE" : nil
    case PanelError.ofSeries(_, let error): return options(for: error, of: command)
    case ForecastError.unknownTimes: return "--gaps fill"
    case ComparisonError.malformed(let file, _):
      return "skein bench --json \(ShellText.quoted(file))"
    case TuningStoreError.malformed: return "skein tune"
    case is MemoryError where command is Bench: return "--batch-size, --sequence-length, --workers"
    default: return nil
    }
  }

  /// Whether a command has the options of reading.
  private static func reads(_ command: (any ParsableCommand)?) -> Bool {
    command is Train || command is BacktestCommand || command is Predict || command is Evaluate
      || command is Forecast
      || command is DataCommand
  }

  /// Options that every command has that reads a table.
  private static func readingOptions(for error: DataError) -> String? {
    switch error {
    case .missingValue: return "--missing interpolate, or --missing drop"
    case .everyRowDropped: return "--missing interpolate"
    case .ambiguousNumber: return "--decimal , or --decimal ."
    case .tornNumbers: return "--delimiter , or --delimiter ';'"
    case .ambiguousTime(_, _, _, let first, let second):
      return "--time-format \(ShellText.quoted(first)) or --time-format \(ShellText.quoted(second))"
    case .unusableTime: return "--time-format"
    case .repeatedTimes: return "--duplicates first, last or mean, or --series COL"
    case .severalSeries(_, let columns):
      let name = ShellText.quoted(columns.first ?? "COL")
      return "--series \(name), or one of them with --series \(name)=VALUE"
    case .unknownSeries: return "--series COL=VALUE"
    case .staticOfOneSeries: return "--series COL"
    case .columnFile: return "--column-file DIR"
    case .timeGap: return "--gaps break, or --gaps fill"
    case .noWholeWindow: return "--gaps fill"
    case .notANumber: return "--decimal, --delimiter, --na, --skip-lines, --header"
    case .raggedRow: return "--delimiter, --decimal, --skip-lines, --header"
    case .invalidHeader: return "--encoding windows-1252"
    default: return nil
    }
  }

  /// What makes a task need less memory.
  private static let taskOptions =
    "--vocabulary, --max-length or --window, --model, --batch-size, --workers"

  private static func trainingOptions(for error: any Error) -> String? {
    switch error {
    case let error as TrainingError: return options(for: error)
    case let error as DataError: return options(for: error)
    case SequenceError.manyClasses, SequenceError.severalLabels: return "--label COL"
    case SequenceError.oneSequence: return "--sequence COL"
    case SequenceError.noNumbers: return "--inputs COL,…"
    case SequenceError.noSteps: return "--missing interpolate"
    case SequenceError.tooShort: return "--window TOKENS"
    case SequenceError.noTrainingSamples: return "--validation-split, --test-split"
    case SequenceError.notUTF8: return "--encoding windows-1252"
    case RunFolderError.notEmpty: return "--output DIR, or --overwrite"
    case CheckpointError.tooFewEpochs(_, let done, _): return "--epochs \(done) or more"
    case is MemoryError: return "--model, --window, --batch-size, --workers"
    case is TokenError: return "--scale none, --model"
    default: return nil
    }
  }

  private static func backtestOptions(for error: any Error) -> String? {
    switch error {
    case BacktestError.tooFewRows: return "--folds, --stride, --horizon"
    case BacktestError.seenRows: return "--folds, or --refit 1"
    case BacktestError.firstFold: return "--folds, --window"
    case is MemoryError: return "--model, --window, --batch-size"
    case let error as TrainingError: return options(for: error)
    case let error as DataError: return options(for: error)
    default: return nil
    }
  }

  private static func options(for error: TrainingError) -> String? {
    switch error {
    case .notFinite, .gradientOverflow: "--clip-norm 1, --scale standard, --learning-rate RATE"
    case .noTrainingWindows: "--validation-split, --test-split"
    case .badTarget: "--scale none, --loss"
    case .tooManySamples, .wrongInput: nil
    }
  }

  private static func options(for error: DataError) -> String? {
    switch error {
    case .everyRowDropped: "--missing interpolate, or --target and --inputs"
    case .noWholeWindow: "--window, or --gaps fill"
    case .seriesInRows: "--target COL"
    case .columnWithoutValues: "--target and --inputs"
    case .tooFewRows: "--window, or --window auto"
    case .noTrainingWindows: "--validation-split, --test-split, --window auto"
    default: nil
    }
  }
}
