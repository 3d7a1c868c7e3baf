import ArgumentParser
import Skein

extension Tokenizer: ExpressibleByArgument {}

/// What a training is about.
enum TaskChoice: String, CaseIterable, ExpressibleByArgument {
  case forecast, classify, label, generate
}

/// The options of `skein train` that say what is learned of texts and sequences.
struct TaskOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to learn: to forecast a series, to classify texts or sequences, to label each step of a"
        + " sequence, or to generate a text (default: forecast)."))
  var task: TaskChoice?

  @Option(
    help: ArgumentHelp(
      "The column of the texts that --task classify learns from, or of the tokens, one in a row, of"
        + " --task label (default: text).",
      valueName: "col"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "The column that tells the sequences of a table apart, whose rows are their steps, in order"
        + " (default: each file is a sequence; to classify, in a folder for each class).",
      valueName: "col"))
  var sequence: String?

  @Option(
    help: ArgumentHelp("The column of the classes (default: label).", valueName: "col"))
  var label: String?

  @Option(
    help: ArgumentHelp(
      "What a step of a text is: bytes, characters or words (default: words to classify, characters to"
        + " generate)."))
  var tokens: Tokenizer?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most tokens that are known, by how often the training part has them (default:"
        + " \(TaskSettings.usualVocabulary) words, or all characters).", valueName: "size"))
  var vocabulary: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most tokens of a text that count, or steps of a sequence, the first ones (default: those of"
        + " the longest, of texts at most \(TaskSettings.usualLength)).", valueName: "tokens"))
  var maxLength: Int?

  @Flag(
    help: ArgumentHelp(
      "Of --task generate: each row of a batch goes on in the text where it ended in the batch before,"
        + " with the states it had then."))
  var stateful = false

  /// The options that were given, with their values as text.
  private var given: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("text", text), ("label", label), ("sequence", sequence), ("tokens", tokens?.rawValue),
      ("vocabulary", vocabulary.map { "\($0)" }), ("max-length", maxLength.map { "\($0)" }),
      ("stateful", stateful ? "on" : nil),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// What a new run learns; nil for a forecast.
  ///
  /// - Parameter data: what it learns from, whose names tell sequences of numbers from texts.
  /// - Throws: `UsageError` for an option that the task does not have, `SettingsError`.
  func settings(data: [String]) throws -> TaskSettings? {
    let choice = task ?? .forecast
    let input = try input(data)
    let names: Set<String> =
      switch (choice, input) {
      case (.forecast, _): []
      case (.classify, nil): ["text", "label", "tokens", "vocabulary", "max-length"]
      case (.label, .tokens): ["text", "label", "sequence", "vocabulary", "max-length"]
      case (.classify, _), (.label, _): ["label", "sequence", "max-length"]
      case (.generate, _): ["tokens", "vocabulary", "stateful"]
      }
    for (name, _) in given where !names.contains(name) {
      throw UsageError(
        choice == .forecast
          ? "--\(name) is about texts and sequences; choose what to learn of them with --task"
            + " classify, --task label or --task generate"
          : "--\(name) cannot go with --task \(choice.rawValue)"
            + "\(input == .numbers ? " of sequences of numbers" : ""); leave it out")
    }
    guard let kind = TaskSettings.Kind(rawValue: choice.rawValue) else { return nil }
    var settings = TaskSettings(kind, tokens: tokens, input: input)
    settings.text = text
    settings.label = label
    settings.sequence = sequence
    settings.vocabulary = vocabulary
    settings.maxLength = maxLength
    try settings.validate()
    return settings
  }

  /// What the rows of tables are; nil where a sample is a text.
  private func input(_ data: [String]) throws -> TaskSettings.Input? {
    switch task {
    case .classify:
      if sequence != nil { return .numbers }
      if text != nil || tokens != nil || vocabulary != nil { return nil }
      return try SequenceFiles.areTables(data) ? .numbers : nil
    case .label: return text == nil && vocabulary == nil ? .numbers : .tokens
    default: return nil
    }
  }

  /// - Throws: `UsageError` for the first option that would make a run another one.
  ///
  /// - Parameter isStateful: whether the run is.
  func check(resuming run: TaskSettings?, isStateful: Bool) throws {
    let kind = run?.kind.rawValue ?? TaskChoice.forecast.rawValue
    var stored = ["task": kind]
    stored["text"] = run?.text
    stored["label"] = run?.label
    stored["sequence"] = run?.sequence
    stored["tokens"] = run?.tokens.rawValue
    stored["vocabulary"] = run?.vocabulary.map { "\($0)" }
    stored["max-length"] = run?.maxLength.map { "\($0)" }
    stored["stateful"] = isStateful ? "on" : nil
    for (name, value) in (task.map { [("task", $0.rawValue)] } ?? []) + given
    where stored[name] != value {
      throw UsageError(
        "--\(name) is \(value), but the run was started with \(stored[name] ?? "none"); leave it out, or"
          + " start a new run")
    }
  }
}
