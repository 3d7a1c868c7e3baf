import ArgumentParser
import Skein

/// `skein generate`: a text, token by token.
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Continue a text by a model that learned to foresee the next token.",
    discussion: """
      EXAMPLES:
        skein generate runs/book --prompt "It was a dark" --length 500
            The prompt and 500 more characters, as they are drawn.
        skein generate runs/book --temperature 0.5 --top-k 20 --seed 7
            Nearer to the likeliest, and another text.

      The run is one of skein train --task generate. A temperature of 0 always takes the
      likeliest token, 1 draws by the model's probabilities, more is bolder. Equal seeds
      give equal texts, on every machine.
      """)

  @Argument(
    help: ArgumentHelp("The folder of a run, such as runs/book.", valueName: "run"),
    completion: .run)
  var folder: String

  @Option(help: ArgumentHelp("What stands before the text.", valueName: "text"))
  var prompt = ""

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many tokens to draw.", valueName: "tokens"))
  var length = 500

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the scores are divided by; 0 takes the likeliest.", valueName: "number"))
  var temperature = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draw among so many of the likeliest tokens.", valueName: "tokens"))
  var topK: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw among the fewest likeliest tokens that have this probability together.",
      valueName: "probability"))
  var topP: Double?

  @Option(parsing: .unconditional, help: "Decides what is drawn.")
  var seed: UInt64 = 0

  @Flag(help: "Say nothing but the text and what goes wrong.")
  var quiet = false

  private static let mostTokens = 100_000_000

  func run() throws {
    guard (1...Self.mostTokens).contains(length) else {
      throw UsageError(
        "length cannot be \(length); give a number of tokens from 1 to \(Self.mostTokens)")
    }
    var sampler = TokenSampler(seed: seed)
    sampler.temperature = temperature
    sampler.topK = topK
    sampler.topP = topP
    try sampler.validate()
    let stored = try StoredRun(path: folder)
    guard let task = stored.record.task, task.settings.kind == .generate else {
      throw UsageError(
        "\(TerminalText.plain(folder)) did not learn to generate a text; give a run of skein train"
          + " --task generate")
    }
    let vocabulary = try stored.vocabulary(task)
    var generator = try TextGenerator(
      stored.model, vocabulary, prompt: prompt, sampler: sampler)
    if !quiet {
      for note in stored.notes { StandardError.write("note: \(TerminalText.plain(note))\n") }
      if generator.unknown > 0 {
        StandardError.write(
          "note: \(NumberText.count(generator.unknown, task.settings.tokens.noun)) of the prompt"
            + " \(generator.unknown == 1 ? "is" : "are") not known to the model\n")
      }
    }
    try StandardOutput.write(prompt)
    for _ in 0..<length { try StandardOutput.write(generator.next()) }
    try StandardOutput.write(generator.end() + "\n")
  }
}
