import ArgumentParser
import Foundation
import Skein

/// `skein runs`: what has been trained.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List runs: what each learns, how far it came, and how good it is.",
    discussion: """
      EXAMPLES:
        skein runs
            Every run below runs/.
        skein runs runs/temps-* --sort error
            Some of them, the smallest error of the test part first.
        skein runs --json
            The same as JSON, each run with its settings and results.

      A run that was stopped goes on with skein train --resume RUN. RMSE is in the
      units of the target; where a model has several targets, MASE is shown, which
      has none. skein compare shows how runs differ.
      """)

  enum Order: String, CaseIterable, ExpressibleByArgument {
    case name, changed, loss, error
  }

  @Argument(
    help: ArgumentHelp(
      "Folders of runs, or folders that hold them (default: runs).", valueName: "dir"),
    completion: .directory)
  var folders: [String] = []

  @Option(help: "By what to sort: the best, or the newest, first (default: name).")
  var sort: Order?

  @Flag(help: "Print the list as JSON on standard output.")
  var json = false

  func run() throws {
    var found: [String] = []
    for folder in folders.isEmpty ? ["runs"] : folders {
      // Where nothing was trained yet there is no such folder.
      if folders.isEmpty, access(folder, F_OK) != 0, errno == ENOENT { continue }
      found += try RunSummary.folders(at: folder)
    }
    var seen: Set<String> = []
    let summaries = Self.sorted(
      found.filter { seen.insert($0).inserted }.map { RunSummary(path: $0) }, by: sort ?? .name)
    if json {
      return try StandardOutput.write(
        RunJSON.text(RunsReport(runs: summaries.map { RunEntry($0) })))
    }
    guard !summaries.isEmpty else {
      let places = folders.isEmpty ? "runs" : folders.joined(separator: ", ")
      StandardError.write(
        "there is no run below \(TerminalText.plain(places)); skein train makes one\n")
      return
    }
    try StandardOutput.tell(RunsText(summaries).text)
  }

  /// Runs of which the number is not known come last; equal ones stay in order of name.
  static func sorted(_ runs: [RunSummary], by order: Order) -> [RunSummary] {
    func ascending(_ value: (RunSummary) -> Double?) -> [RunSummary] {
      let keyed = runs.map { (run: $0, value: value($0) ?? .infinity) }
      return keyed.enumerated()
        .sorted { ($0.element.value, $0.offset) < ($1.element.value, $1.offset) }
        .map(\.element.run)
    }
    switch order {
    case .name: return runs
    case .changed: return ascending { -$0.changed.timeIntervalSince1970 }
    case .loss: return ascending { $0.validationLoss ?? $0.loss }
    case .error: return ascending { RunEntry($0).error }
    }
  }
}
