import ArgumentParser
import Foundation
import Skein
import Topology

/// What `skein bench` compares besides numbers of workers.
struct CompareOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compare with another skein program, started in turn with this one.", valueName: "program"),
    completion: .file())
  var against: String?

  @Option(
    help: ArgumentHelp(
      "With several placements, teams or programs: draw the ratios and their intervals.",
      valueName: "file"), completion: .file(extensions: ["svg"]))
  var svg: String?

  /// The candidates; nil where nothing but numbers of workers differs.
  ///
  /// - Throws: `UsageError`, `TopologyError` or `SettingsError`.
  func candidates(_ options: BenchOptions) throws -> CompareCandidates? {
    let placements = PlacementNames.split(options.place.text)
    let teams = (options.team.team ?? "").split(separator: ",").map(String.init)
    guard placements.count > 1 || teams.count > 1 || against != nil else {
      if svg != nil {
        throw UsageError("--svg draws a comparison; give several placements, teams or --against")
      }
      return nil
    }
    if svg == "" { throw UsageError("--svg is empty; give the path of a file") }
    if let against, !FileManager.default.isExecutableFile(atPath: against) {
      throw UsageError("\(TerminalText.plain(against)) is no program that can be started")
    }
    return CompareCandidates(
      policies: try placements.map { try PlacementPolicy(parsing: $0) },
      counts: try options.counts(), teams: try teams.map { try RunSettings.team($0) },
      against: against)
  }
}

/// The placements, numbers of workers and teams of a comparison.
struct CompareCandidates {
  let policies: [PlacementPolicy]
  /// Nil for the automatic number of each placement.
  let counts: [Int]?
  /// Empty where the team is chosen for each batch.
  let teams: [TeamSize]
  /// Another program.
  let against: String?

  /// More take too long to be compared in turn.
  static let most = 32
}
