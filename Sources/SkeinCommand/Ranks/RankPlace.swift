import Foundation
import Skein
import Topology

/// Where a rank may place its workers.
struct RankPlace {
  /// As `--split` takes it: this rank's part of what several on its machine may use; nil where the launcher
  /// gave each its own processors.
  let split: String?

  /// Asks all ranks.
  ///
  /// - Parameter given: what was chosen for all ranks, which nothing is said against.
  /// - Throws: `UsageError`, the same one at every rank, for processors that a launcher shared out badly.
  init(_ ranks: any RankTransport, _ machine: Machine, given: String?) throws {
    if let given {
      split = given
      return
    }
    let host = ProcessInfo.processInfo.hostName
    let allowed = machine.allowedProcessors
    let whole = machine.cores
    let all = ranks.gather("\(host)\n\(allowed)\n\(machine.onlineProcessors.count)").map {
      $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    func neighbours(of rank: Int) -> [Int] { all.indices.filter { all[$0][0] == all[rank][0] } }
    for rank in all.indices {
      let others = neighbours(of: rank)
      let own = try CPUSet(parsing: all[rank][1])
      for other in others where other != rank {
        let theirs = try CPUSet(parsing: all[other][1])
        if own != theirs, own.contains(where: { theirs.contains($0) }) {
          throw UsageError(
            "ranks \(rank) and \(other) on \(all[rank][0]) may use processors \(own) and \(theirs), which"
              + " overlap; let Skein share them out with mpirun --bind-to none, or srun"
              + " --cpu-bind=none")
        }
      }
      let online = Int(all[rank][2]) ?? 0
      if own.count == 1, online >= 4 * others.count {
        throw UsageError(
          "rank \(rank) may use one of the \(online) processors of \(all[rank][0]), and its machine has"
            + " \(others.count == 1 ? "no other rank" : "\(others.count) ranks"); start it with mpirun"
            + " --bind-to none or --map-by ppr:1:numa:PE=n, or with srun --cpus-per-task=n (since Slurm"
            + " 22.05 srun does not take it from sbatch)")
      }
    }
    let alike = neighbours(of: ranks.rank).filter { all[$0][1] == all[ranks.rank][1] }
    guard alike.count > 1, let place = alike.firstIndex(of: ranks.rank) else {
      split = nil
      return
    }
    if alike.count > whole {
      throw UsageError(
        "\(alike.count) ranks on \(host) share \(whole) core\(whole == 1 ? "" : "s"); start one rank a"
          + " machine or socket")
    }
    split = "\(place)/\(alike.count)"
  }
}
