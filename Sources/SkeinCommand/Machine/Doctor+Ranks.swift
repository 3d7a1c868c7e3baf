import Foundation
import Skein

/// The doctor's visit to several processes that a launcher has started.
extension Doctor {
  /// Seconds that every rank trains for.
  private static let training = 0.7

  private struct RankReport: Encodable {
    let library: String
    let survey: RankSurvey
  }

  func run(among ranks: MPIRanks) throws {
    let whole = try shape.problem()
    let own = try whole.with(batchSize: max(whole.batchSize / ranks.count, 1))
    let members = try ranks.crew(
      crew.place, workers: crew.count(), team: crew.team.size() ?? .auto, for: own)
    let survey = try RankSurvey(
      own, crew: members, ranks: ranks, host: ProcessInfo.processInfo.hostName,
      seconds: Self.training)
    if ranks.rank == 0 {
      if json {
        try StandardOutput.write(
          RunJSON.text(RankReport(library: MPIRanks.library, survey: survey)))
      } else {
        try StandardOutput.tell(text(survey))
      }
    }
    if !survey.findings.isEmpty { throw FindingsRemain() }
  }

  private func text(_ survey: RankSurvey) -> String {
    var table = TextTable(
      header: ["rank", "host", "processors", "memory nodes", "workers", "windows/s"])
    for (number, rank) in survey.ranks.enumerated() {
      table.append([
        "\(number)", rank.host, rank.processors,
        rank.memoryNodes.map(String.init).joined(separator: " "), "\(rank.workers)",
        NumberText.rounded(rank.samplesPerSecond),
      ])
    }
    let findings =
      survey.findings.isEmpty
      ? "nothing is wrong between the ranks; each machine has a doctor of its own, without mpirun\n"
      : survey.findings.map { "ranks: \($0)\n" }.joined()
    return
      "\(NumberText.count(survey.ranks.count, "rank")) of \(MPIRanks.library): \(shape.text)\n\n"
      + "\(table.text)\n\(RankLinksText(links: survey.links).text)\n\(findings)"
  }
}
