import ArgumentParser
import Skein

/// `skein predict`: what a stored model says about rows that are known.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict the test part of a run, or other data, as CSV.",
    discussion: """
      EXAMPLES:
        skein predict runs/sine
            The test part, to standard output: row, split, actual, prediction.
        skein predict runs/temps --data new.csv --output predicted.csv
            Every window of other data with the same columns.
        sensor | skein predict runs/temps --stream
            A prediction for each reading on standard input, as soon as it is there.
        skein predict runs/reviews --data new.csv
            The class of each text or sequence, or of each step, and the probabilities of
            all classes, of a run that learned to classify or to label; of texts with
            --stream the class of each line of standard input.

      With --stream, a line holds the inputs in the order of the training, or in that of
      a first line that names them. The answers have the bits of predictions for the same
      rows; they begin once there is a whole window of readings.
      """)

  @OptionGroup var options: StoredRunOptions

  @OptionGroup var quantiles: QuantileOption

  @Option(
    help: ArgumentHelp(
      "Write the CSV to this file, - for standard output.", valueName: "file.csv"),
    completion: .file(extensions: ["csv"]))
  var output: String?

  @Flag(help: "Read readings from standard input, and answer each at once.")
  var stream = false

  /// What `--json` prints.
  private struct Report: Encodable {
    let run: String
    let data: String
    let targets: [String]
    let predictions: [RunPredictions.Row]
    let files: [String]
  }

  func run() throws {
    // Standard output is where the table goes anyway.
    let file = output == "-" ? nil : output
    if let task = try TaskRun(options) {
      if stream { try refuseWithStream() }
      try quantiles.refuse(options.run)
      return try stream ? task.answerLines() : task.predict(output: file)
    }
    if stream { return try answerReadings() }
    let output = file
    let (stored, material) = try options.load()
    let predictions = RunPredictions(
      try options.told(stored, material), intervals: stored.record.intervals,
      quantiles: try quantiles.learnt(stored), isNew: !material.isOwn, fitted: material.fitted)
    if let output {
      let place = FilePlace(path: output)
      // Not worth an error: what a killed process left does no harm.
      try? place.folder().removeAbandoned()
      try predictions.write(to: place)
    }
    if options.json {
      let report = Report(
        run: stored.path, data: options.dataName(stored), targets: predictions.targets,
        predictions: (0..<predictions.count).map { predictions[$0] },
        files: output.map { [$0] } ?? [])
      try StandardOutput.write(RunJSON.text(report))
    } else if let output {
      options.say(
        "wrote \(NumberText.count(predictions.count, "prediction")) to "
          + "\(TerminalText.plain(output))")
    } else {
      try print(predictions)
    }
  }

  private func refuseWithStream() throws(UsageError) {
    let others = [
      ("data", !options.data.isEmpty), ("output", output != nil), ("json", options.json),
      ("quantiles", quantiles.quantiles != nil),
    ]
    for (name, isGiven) in others where isGiven {
      throw UsageError("--stream reads standard input and writes CSV; leave out --\(name)")
    }
  }

  private func answerReadings() throws {
    try refuseWithStream()
    let stored = try StoredRun(path: options.run)
    if stored.record.panel != nil { throw PanelError.noStream(run: stored.path) }
    for note in stored.notes { options.say("note: \(TerminalText.plain(note))") }
    var answers = try PredictionStream(stored.forecaster())
    try answers.run()
  }

  /// Writes the table to standard output, in pieces so that `head` can end it early.
  private func print(_ predictions: RunPredictions) throws {
    var text = CSVWriter.line(predictions.header.map { .text($0) })
    for index in 0..<predictions.count {
      text += CSVWriter.line(predictions.fields(index))
      if text.utf8.count > 1 << 16 {
        try StandardOutput.write(text)
        text = ""
      }
    }
    try StandardOutput.write(text)
  }
}
