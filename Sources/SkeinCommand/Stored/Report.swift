import ArgumentParser
import Skein

/// `skein report`: a run's page, made anew.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write one page about a run, with its numbers and pictures.",
    discussion: """
      EXAMPLES:
        skein report runs/temps
            report.html in the run folder, as at the end of training.
        skein report runs/temps --output temps.html
            The page in another place.

      The page needs nothing but itself: it can be sent, printed and read on a phone.
      Pictures of predictions are made from the run's own data; where that is gone,
      they are left out, and a note says so. The numbers are those of the training,
      from run.json.
      """)

  @Argument(
    help: ArgumentHelp("The folder of a run, such as runs/sine.", valueName: "run"),
    completion: .run)
  var folder: String

  @Option(
    help: ArgumentHelp(
      "Write the page to this file (default: report.html in the run folder).",
      valueName: "file.html"), completion: .file(extensions: ["html"]))
  var output: String?

  @Flag(help: "Say nothing but what goes wrong.")
  var quiet = false

  func run() throws {
    if output == "" { throw UsageError("--output is empty; give the path of a file") }
    let stored = try StoredRun(path: folder)
    var notes = stored.notes
    let predicted = predictions(of: stored, &notes)
    let pictures = RunPictures(
      stored.record, epochs: try stored.history(), predictions: predicted?.last,
      tested: predicted?.tested)
    let report = RunReport(
      stored.record, model: stored.model, pictures: pictures, dataset: predicted?.last.dataset,
      notes: notes)
    let place = FilePlace(path: output ?? RunFolder.File.report.path(in: stored.path))
    // Not worth an error: what a killed process left does no harm.
    try? place.folder().removeAbandoned()
    try AtomicFile.write(report.html, to: place)
    if quiet { return }
    for note in notes { StandardError.write("note: \(TerminalText.plain(note))\n") }
    StandardError.write(FilesText.wrote([place.path]) + "\n")
  }

  /// What the model says of its own data, where that is still there; else a note says why not.
  private func predictions(of stored: StoredRun, _ notes: inout [String]) -> (
    last: RunPredictions, tested: RunPredictions?
  )? {
    do {
      let material = try stored.material()
      notes += material.notes
      let dataset = material.dataset
      let test = material.windows
      let count = dataset.windows.count
      let first = max(0, count - TrainedPredictions.mostLast)
      let windows = min(first, test.isEmpty ? first : test.lowerBound)..<count
      let told = try stored.model.told(WindowSet(dataset: dataset, windows: windows))
      let all = RunPredictions(told, intervals: stored.record.intervals)
      return (all.part(first..<count), test.isEmpty ? nil : all.part(test))
    } catch {
      notes.append("the pictures of predictions are left out, since \(error)")
      return nil
    }
  }
}
