import ArgumentParser
import Skein

/// `skein compare`: how runs differ, and which predicts best.
struct CompareRuns: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Show how runs differ, and which of them predicts best.",
    discussion: """
      EXAMPLES:
        skein compare runs/temps runs/temps-gru
            Settings that differ, results side by side, and a verdict.
        skein compare runs/* --json
            The same as JSON.

      Where the runs predict the same rows ahead of the same target, all of them
      predict the rows that each was tested on, and the test of Diebold and Mariano
      says whether the best one's errors are lower by more than chance. Of runs of many
      series the mean RMSSE is compared, with the series as the sample. Of many runs
      the best one is the best by luck, too: test it on rows that none has seen.
      """)

  @Argument(
    help: ArgumentHelp("The folders of two runs or more.", valueName: "run"), completion: .run)
  var runs: [String]

  @Flag(help: "Print the comparison as JSON on standard output.")
  var json = false

  /// What `--json` prints.
  private struct Report: Encodable {
    let runs: [String]
    /// Settings that differ, each with its value in every run.
    let settings: [String: [String]]
    let results: [RunResults?]
    /// Whether all models have the same weights, bit for bit; null where that is not known.
    @NullIfMissing var sameModel: Bool?
    @NullIfMissing var targets: [RunContest.Target]?
    /// Of runs of many series.
    @NullIfMissing var panel: [RunContest.PanelTarget]?
    /// Why their errors were not compared.
    @NullIfMissing var notCompared: String?
  }

  func run() throws {
    guard runs.count >= 2 else {
      throw UsageError("a comparison takes two runs or more, such as `skein compare runs/a runs/b`")
    }
    let stored = try runs.map { try StoredRun(path: $0) }
    for note in stored.flatMap(\.notes) {
      StandardError.write("note: \(TerminalText.plain(note))\n")
    }
    let comparison = RunDifferences(stored.map(\.record))
    var contest: RunContest?
    var reason: String?
    do {
      contest = try RunContest(stored)
    } catch let error as RunContestError {
      reason = "\(error)"
    }
    if json {
      return try StandardOutput.write(
        RunJSON.text(
          Report(
            runs: stored.map(\.path),
            settings: Dictionary(
              comparison.settings.map { ($0.name, $0.values) }, uniquingKeysWith: { $1 }),
            results: stored.map(\.record.results), sameModel: comparison.haveSameModel,
            targets: contest?.targets, panel: contest?.panel, notCompared: reason)))
    }
    try StandardOutput.tell(
      RunDifferencesText(stored, comparison, contest, notCompared: reason).text)
  }
}
