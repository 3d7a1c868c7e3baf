import ArgumentParser
import Foundation
import Skein
import Topology

extension MPIRanks {
  /// What all ranks do together; what goes wrong at one of them ends all.
  func run(_ command: any ParsableCommand, _ body: () throws -> Void) throws {
    do {
      try body()
      finish()
    } catch let error as Interruption {
      // All ranks have ended the same step. Said at once, since a launcher that was interrupted gives them a second.
      if rank == 0 { say(error, of: command) }
      finish()
      leave(error.exitCode)
    } catch let error as FindingsRemain {
      // Told by rank 0, and by the exit code of all.
      finish()
      throw error
    } catch {
      end(error, of: command)
    }
  }

  /// Tells what is wrong and ends all ranks; what every rank finds wrong is told once, by the first.
  private func end(_ error: any Error, of command: any ParsableCommand) {
    if rank > 0 { Thread.sleep(forTimeInterval: 1) }
    say(error, of: command)
    abort(Failure(error, of: command).exitCode)
  }

  private func say(_ error: any Error, of command: any ParsableCommand) {
    guard let sentence = Failure(error, of: command).sentence else { return }
    StandardError.write("skein: \(rank == 0 ? "" : "rank \(rank): ")\(sentence)\n")
  }

  /// The workers of this rank for its part of a measurement.
  ///
  /// - Parameters:
  ///   - workers: so many, or nil for one a core.
  ///   - problem: what this rank has of each batch.
  func crew(
    _ place: PlacementOptions, workers: Int?, team: TeamSize, for problem: BenchmarkProblem
  ) throws -> Crew {
    let machine = try Machine.discover()
    var place = place
    place.limits.split = try RankPlace(self, machine, given: place.limits.split).split
    let (lineup, _) = try Lineup.forBatch(
      problem.work(), workers: workers, policy: place.policy(), machine: place.narrowed(machine),
      team: team)
    return try lineup.crew.mustered()
  }
}
