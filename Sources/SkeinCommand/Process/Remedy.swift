import ArgumentParser
import Skein

/// The options that help against an error of the library, which speaks in terms of its own.
enum Remedy {
  /// What to write on the command line; nil where no option helps.
  ///
  /// - Parameter command: what failed; the options of a training help only a training.
  static func options(for error: any Error, of command: (any ParsableCommand)?) -> String? {
    if command is Train, let options = trainingOptions(for: error) { return options }
    switch error {
    case RunError.unfinished(let run), RunError.otherModel(_, let run):
      return "skein train --resume \(ShellText.quoted(run))"
    case RunError.dataMoved, RunError.dataShrank, RunError.noTestPart: return "--data FILE"
    case ComparisonError.malformed(let file, _):
      return "skein bench --json \(ShellText.quoted(file))"
    case TuningStoreError.malformed: return "skein tune"
    case is MemoryError where command is Bench: return "--batch-size, --sequence-length, --workers"
    default: return nil
    }
  }

  private static func trainingOptions(for error: any Error) -> String? {
    switch error {
    case let error as TrainingError: return options(for: error)
    case let error as DataError: return options(for: error)
    case RunFolderError.notEmpty: return "--output DIR, or --overwrite"
    case CheckpointError.tooFewEpochs(_, let done, _): return "--epochs \(done) or more"
    case is MemoryError: return "--model, --window, --batch-size, --workers"
    default: return nil
    }
  }

  private static func options(for error: TrainingError) -> String? {
    switch error {
    case .notFinite, .gradientOverflow: "--clip-norm 1, --scale standard, --learning-rate RATE"
    case .noTrainingWindows: "--validation-split, --test-split"
    case .tooManySamples, .wrongInput: nil
    }
  }

  private static func options(for error: DataError) -> String? {
    switch error {
    case .missingValue: "--missing interpolate, or --missing drop"
    case .everyRowDropped: "--missing interpolate, or --target and --inputs"
    case .columnWithoutValues: "--target and --inputs"
    case .tooFewRows: "--window"
    case .noTrainingWindows: "--validation-split, --test-split, --window"
    default: nil
    }
  }
}
