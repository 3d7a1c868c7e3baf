import ArgumentParser
import Skein

/// `skein evaluate`: how good a stored model is.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a run's model on its test part, or on other data.",
    discussion: """
      EXAMPLES:
        skein evaluate runs/sine
            The test part: the same numbers as at the end of training.
        skein evaluate runs/temps --data next-year.csv
            Every window of other data with the same columns.

      Errors are in the units of the target, beside those of simple methods that were
      fitted to the training part; the first line says whether the model is better than
      the best of them by more than chance. MASE is the model's MAE divided by the mean
      step between neighbouring rows of the training data.
      """)

  @OptionGroup var options: StoredRunOptions

  /// What `--json` prints.
  private struct Report: Encodable {
    let run: String
    let data: String
    let predictions: Int
    @NullIfMissing var test: RunErrors?
    @NullIfMissing var naive: RunErrors?
    let targets: [RunTarget]
  }

  func run() throws {
    let (stored, material) = try options.load()
    let predictions = try options.predict(stored, material)
    let targets = stored.metrics(of: predictions, for: material).map {
      RunTarget($0, isTest: material.isOwn || material.hasUnseen)
    }
    let count =
      material.windows.count - (material.hasUnseen ? material.fitted.count : 0)
    if options.json {
      let report = Report(
        run: stored.path, data: options.dataName(stored), predictions: count,
        test: RunErrors.mean(targets.map(\.test)), naive: RunErrors.mean(targets.map(\.naive)),
        targets: targets)
      try StandardOutput.write(RunJSON.text(report))
    } else {
      let subject = material.isOwn ? "test part" : material.dataset.series.name
      try StandardOutput.tell(ResultsText(targets, subject: subject, 0..<count).text)
    }
  }
}
