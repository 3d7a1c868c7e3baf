import Foundation
import Skein

/// Where the workers of all ranks are, a line for each rank.
enum RankLines {
  static func gather(_ ranks: any RankTransport, _ crew: Crew) -> [String] {
    let cores = crew.placement.workers.map { "\($0.processors)" }.joined(separator: " ")
    let nodes = Set(crew.placement.workers.compactMap(\.numaNode)).sorted()
    let memory =
      nodes.isEmpty ? "" : ", memory node \(nodes.map { "\($0)" }.joined(separator: " "))"
    let own =
      "\(ProcessInfo.processInfo.hostName), \(NumberText.count(crew.count, "worker")) on processors"
      + " \(cores)\(memory)"
    return ranks.gather(own).enumerated().map { "rank \($0): \($1)" }
  }
}
