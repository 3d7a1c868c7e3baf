import Foundation
import Skein
import Testing
import Topology

@Suite("Disturbed comparisons") struct DisturbanceTests {
  private func report(
    _ kind: ComparedNoise.Kind, slowdown: Double, disturbances: [String] = []
  ) throws -> ComparisonReport {
    let rounds = ComparedNoise.rounds(kind, seed: 5, slowdown: slowdown)
    let policies = [PlacementPolicy.spread, .compact]
    return ComparisonReport(
      policies.map {
        ComparedCandidate(
          ComparisonCandidate(workers: 2, policy: $0), base: 0, fingerprint: "a", workers: [])
      }, rounds: rounds,
      settings: BenchmarkSettings(
        comparing: try BenchmarkProblem(preset: .reference), placements: ["spread", "compact"],
        isa: "avx2", seconds: 3), machine: nil, disturbances: disturbances, notes: [])
  }

  @Test("a quiet comparison concludes, and a disturbed one does not, however large the difference")
  func refusal() throws {
    let quiet = try report(.quiet, slowdown: 0.1)
    #expect(quiet.disturbances.isEmpty && quiet.lines.map(\.verdict) == [.base, .slower])
    let line = quiet.lines[1]
    let interval = try #require(line.interval)
    #expect(interval[0] < 0.9 && interval[1] > 0.89 && interval[1] < 0.93)
    let busy = try report(
      .quiet, slowdown: 0.5, disturbances: ["Other programs kept 1 processors busy meanwhile."])
    #expect(busy.lines.map(\.verdict) == [.base, .undecided])
    #expect(busy.lines[1].ratio != nil, "what was measured is still told")
    let scattered = try report(.bursts, slowdown: 0.5)
    #expect(scattered.lines.map(\.verdict) == [.base, .undecided])
    #expect(scattered.disturbances.contains { $0.contains("placement spread scatter") })
  }

  @Test("the sentence names who is busy, and what the hypervisor took")
  func sentences() {
    let activity = ProcessorActivity(
      loads: [
        .init(processor: 0, busy: 1, stolen: 0), .init(processor: 1, busy: 0.2, stolen: 0.5),
      ],
      processes: [
        .init(identifier: 17, name: "sh", share: 0.98, processor: 1),
        .init(identifier: 18, name: "cron", share: 0.001, processor: 0),
      ])
    let sentences = Disturbance.activity(activity, others: 1.5)
    #expect(
      sentences == [
        "The hypervisor gave 0.5 processors' time to others meanwhile.",
        "Other programs kept 1 processors busy meanwhile: sh (process 17, 98 % on processor 1).",
      ])
    #expect(
      Disturbance.activity(
        ProcessorActivity(loads: [.init(processor: 0, busy: 1, stolen: 0)], processes: []),
        others: 0.02
      ).isEmpty)
  }

  @Test("the picture has a row for each candidate, its interval, and the reason of a refusal")
  func picture() throws {
    let text = ComparisonDrawing(try report(.quiet, slowdown: 0.1)).svg()
    #expect(text.contains("2 workers, placement spread") && text.contains("placement compact"))
    #expect(text.contains("<circle") && text.contains("30 rounds, 95 % intervals"))
    let refused = ComparisonDrawing(try report(.bursts, slowdown: 0.1)).svg()
    #expect(refused.contains("Nothing is concluded"))
    #expect(!text.contains("Nothing is concluded"))
  }

  @Test("the report goes through JSON unchanged")
  func json() throws {
    let report = try report(.quiet, slowdown: 0.1)
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(ComparisonReport.self, from: data) == report)
  }
}
