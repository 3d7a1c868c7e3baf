import ArgumentParser
import Skein

extension Tokenizer: ExpressibleByArgument {}

/// What a training is about.
enum TaskChoice: String, CaseIterable, ExpressibleByArgument {
  case forecast, classify, generate
}

/// The options of `skein train` that say what is learned of texts.
struct TaskOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to learn: to forecast a series, to classify texts, or to generate a text (default:"
        + " forecast)."))
  var task: TaskChoice?

  @Option(
    help: ArgumentHelp(
      "The column of the texts that --task classify learns from (default: text).",
      valueName: "col"))
  var text: String?

  @Option(
    help: ArgumentHelp("The column of their classes (default: label).", valueName: "col"))
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
      "The most tokens of a text that count, the first ones (default: those of the longest text, at most"
        + " \(TaskSettings.usualLength)).", valueName: "tokens"))
  var maxLength: Int?

  /// The options that were given, with their values as text.
  private var given: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("text", text), ("label", label), ("tokens", tokens?.rawValue),
      ("vocabulary", vocabulary.map { "\($0)" }), ("max-length", maxLength.map { "\($0)" }),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// What a new run learns; nil for a forecast.
  ///
  /// - Throws: `UsageError` for an option that the task does not have, `SettingsError`.
  func settings() throws -> TaskSettings? {
    let choice = task ?? .forecast
    let names: Set<String> =
      switch choice {
      case .forecast: []
      case .classify: ["text", "label", "tokens", "vocabulary", "max-length"]
      case .generate: ["tokens", "vocabulary"]
      }
    for (name, _) in given where !names.contains(name) {
      throw UsageError(
        choice == .forecast
          ? "--\(name) is about texts; choose what to learn of them with --task classify or --task"
            + " generate"
          : "--\(name) cannot go with --task \(choice.rawValue); leave it out")
    }
    guard let kind = TaskSettings.Kind(rawValue: choice.rawValue) else { return nil }
    var settings = TaskSettings(kind, tokens: tokens)
    settings.text = text
    settings.label = label
    settings.vocabulary = vocabulary
    settings.maxLength = maxLength
    try settings.validate()
    return settings
  }

  /// - Throws: `UsageError` for the first option that would make a run another one.
  func check(resuming run: TaskSettings?) throws {
    let kind = run?.kind.rawValue ?? TaskChoice.forecast.rawValue
    var stored = ["task": kind]
    stored["text"] = run?.text
    stored["label"] = run?.label
    stored["tokens"] = run?.tokens.rawValue
    stored["vocabulary"] = run?.vocabulary.map { "\($0)" }
    stored["max-length"] = run?.maxLength.map { "\($0)" }
    for (name, value) in (task.map { [("task", $0.rawValue)] } ?? []) + given
    where stored[name] != value {
      throw UsageError(
        "--\(name) is \(value), but the run was started with \(stored[name] ?? "none"); leave it out, or"
          + " start a new run")
    }
  }
}
