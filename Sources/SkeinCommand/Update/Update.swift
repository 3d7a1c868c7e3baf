import ArgumentParser
import Foundation
import Skein

/// `skein update`: a model learns what is new.
struct Update: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a run's model on rows that are new, and tell what that gains on the newest.",
    discussion: """
      EXAMPLES:
        skein update runs/temps --data june.csv
            The rows of june.csv follow those of the run; writes runs/temps-2.
        skein update runs/temps
            The run's own file has grown since.
        skein update runs/temps --data june.csv --in-place
            The updated run takes the place of runs/temps, which is kept as runs/temps-before.

      The model keeps its layers, scaler and recipe, and goes on from its weights for some
      epochs on the rows that were not there when it was trained: the last part of them is
      its test, as train's --test-split says, and the errors of both models there are told,
      with whether the difference may be chance. Newer data may hold the old rows as well.
      """)

  @Argument(
    help: ArgumentHelp("The folder of a run, such as runs/temps.", valueName: "run"),
    completion: .run)
  var path: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Newer data with the same columns: files, folders or patterns (default: the run's own).",
      valueName: "file"), completion: .file())
  var data: [String] = []

  @Option(parsing: .unconditional, help: "Passes over the new rows.")
  var epochs = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The optimizer's step size (default: that of the run).", valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp("The new run's folder (default: <run>-2, or -3…).", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Put the updated run in the place of the old one, which is kept as <run>-before.")
  var inPlace = false

  @OptionGroup var ranks: RankOptions

  @Flag(help: "Print the errors before and after as JSON on standard output.")
  var json = false

  @Flag(help: "Say nothing but results and what goes wrong.")
  var quiet = false

  /// What `--json` prints.
  private struct Report: Encodable {
    let run: String
    /// Where the model is that the update began with.
    let before: String
    let data: String
    let epochs: Int
    /// Errors on the newest rows, of the model before and of the one after.
    let targets: [RunContest.Target]
    /// Of a run of many series, in place of those.
    var panel: [PanelContest.Target]?
  }

  func run() throws {
    if let ranks = try ranks.joined(split: nil) {
      return try ranks.run(self) { try run(among: ranks) }
    }
    try run(among: nil)
  }

  /// - Parameter ranks: the processes that share the training, of which the first writes.
  private func run(among ranks: MPIRanks?) throws {
    if inPlace, output != nil {
      throw UsageError("--output cannot go with --in-place, which takes the run's own folder")
    }
    let stored = try StoredRun(path: path)
    let names = try data.isEmpty ? nil : stored.record.names(with: DataNames(data))
    let train = try training()
    let plan = try TrainPlan(
      from: stored, options: train.options, data: names, isUpdate: true)
    let folder = try train.newFolder(after: stored)
    if let ranks {
      try train.train(plan, to: folder, among: ranks)
      if ranks.rank > 0 { return }
    } else {
      try train.train(plan, to: folder)
    }
    let after = try StoredRun(path: folder)
    let panel = stored.record.panel == nil ? nil : try PanelContest(before: stored, after: after)
    let targets = panel == nil ? try RunContest(before: stored, after: after).targets : []
    let places = try inPlace ? exchange(stored.path, folder) : (stored.path, folder)
    if json {
      try StandardOutput.write(
        RunJSON.text(
          Report(
            run: places.1, before: places.0, data: plan.settings.data.description,
            epochs: plan.settings.epochs, targets: targets, panel: panel?.targets)))
    } else {
      try StandardOutput.tell(
        "\n"
          + (targets.map { UpdateText.text($0, kept: places.0) }
          + (panel?.targets ?? []).map { UpdateText.text($0, kept: places.0) })
          .joined(separator: "\n"))
    }
    if inPlace, !quiet {
      StandardError.write(
        "the run is \(TerminalText.plain(places.1)); what it was is \(TerminalText.plain(places.0))\n"
      )
    }
  }

  /// The training that an update is.
  private func training() throws -> Train {
    var arguments = ["--epochs", "\(epochs)"]
    if let learningRate { arguments += ["--learning-rate", "\(learningRate)"] }
    if let output { arguments += ["--output", output] }
    if quiet || json { arguments.append("--quiet") }
    return try Train.parse(arguments)
  }

  /// Puts a run in the place of another, which gets a name of its own; gives both places.
  private func exchange(_ old: String, _ new: String) throws -> (before: String, after: String) {
    var old = old
    while old.count > 1, old.hasSuffix("/") { old.removeLast() }
    var before = "\(old)-before"
    if access(before, F_OK) == 0 { before = RunFolder.next(after: before) }
    for (from, to) in [(old, before), (new, old)] where rename(from, to) != 0 {
      throw FileError.system(.write, path: to, code: errno)
    }
    var record = try StoredRun.record(in: old)
    record.from?.run = FilePath.absolute(before)
    try RunFolder(resuming: old).write(record)
    return (before, old)
  }
}

/// What `skein update` tells about a target.
enum UpdateText {
  /// - Parameter kept: where the model is that the update began with.
  static func text(_ target: RunContest.Target, kept: String) -> String {
    let (before, after) = (target.errors[0], target.errors[1])
    let column = TerminalText.name(target.column)
    var table = TextTable(
      header: ["\(column), the newest \(NumberText.count(target.rows, "row"))", "before", "after"])
    for (name, pair) in [
      ("RMSE", (before.rmse, after.rmse)), ("MAE", (before.mae, after.mae)),
    ] {
      table.append([name, NumberText.significant(pair.0), NumberText.significant(pair.1)])
    }
    return table.text
      + sentence("RMSE", before.rmse, after.rmse, chance: target.chances[1 - target.best])
      + end(before.rmse, after.rmse, kept)
  }

  /// The same of many series.
  static func text(_ target: PanelContest.Target, kept: String) -> String {
    guard let before = target.before, let after = target.after else {
      return "No verdict on \(TerminalText.name(target.column)), since no series has a scale.\n"
    }
    let series = "\(NumberText.grouped(target.series)) series"
    var table = TextTable(
      header: [
        "\(TerminalText.name(target.column)), the newest rows of \(series)", "before", "after",
      ])
    table.append(["mean RMSSE", NumberText.significant(before), NumberText.significant(after)])
    return table.text + sentence("mean RMSSE", before, after, chance: target.chance)
      + " It is lower on \(NumberText.percent(target.share)) of the series."
      + end(before, after, kept)
  }

  /// Where the model before is, if it is the better one.
  private static func end(_ before: Double, _ after: Double, _ kept: String) -> String {
    after > before ? " The model before is in \(TerminalText.plain(kept)).\n" : "\n"
  }

  private static func sentence(
    _ measure: String, _ before: Double, _ after: Double, chance: Double?
  ) -> String {
    guard before != after, before > 0 else { return "The update changes nothing there." }
    let isBetter = after < before
    let share = NumberText.share(abs(1 - after / before))
    let proof =
      chance.map { $0 <= 0.05 ? ", by more than chance" : ", which may be chance" }
      ?? "; the rows are too few to tell that from chance"
    return "The update is \(isBetter ? "better" : "worse") there: its \(measure) is \(share)"
      + " \(isBetter ? "lower" : "higher")\(proof)."
  }
}
