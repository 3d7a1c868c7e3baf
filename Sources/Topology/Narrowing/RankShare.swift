/// One of several processes on a machine, and how many they are.
public struct RankShare: Sendable, Hashable {
  /// From 0.
  public let rank: Int
  public let count: Int
  /// Who says so; nil for a share that was given.
  public let launcher: String?

  public init(rank: Int, count: Int, launcher: String? = nil) {
    self.rank = rank
    self.count = count
    self.launcher = launcher
  }

  /// The share that a text such as `1/4` gives, the second of four; nil for `rank`, which asks the
  /// launcher.
  ///
  /// - Throws: `TopologyError.placement`.
  public static func parsing(_ text: String) throws(TopologyError) -> RankShare? {
    if text == "rank" { return nil }
    var cursor = try PlacementCursor(text)
    let rank = try cursor.number(
      upTo: Machine.maximumWorkers, of: "rank, or the number of a share,")
    guard cursor.take("/") else {
      throw cursor.refused("a share is written 0/2 for the first of two")
    }
    let place = cursor.position
    let count = try cursor.number(upTo: Machine.maximumWorkers, of: "the number of shares")
    guard cursor.isAtEnd else { throw cursor.refused("nothing follows a share") }
    guard rank < count else {
      throw cursor.refused("shares count from 0, so \(rank) is none of \(count)", at: place)
    }
    return RankShare(rank: rank, count: count)
  }

  /// The share that a launcher's variables tell; nil without a launcher.
  ///
  /// Sources: Open MPI FAQ, "Run-time environment"; srun(1), "Output environment variables"; MPICH's
  /// Hydra, `MPI_LOCALRANKID`, which Intel MPI sets, too; Cray PALS, palsrun(1); MVAPICH2's user guide;
  /// torchrun's manual, "Environment variables".
  public static func told(by environment: [String: String]) -> RankShare? {
    for launcher in launchers {
      guard let rank = number(launcher.rank, environment),
        let count = number(launcher.count, environment), rank >= 0, rank < count
      else { continue }
      return RankShare(rank: rank, count: count, launcher: launcher.name)
    }
    guard let rank = number("SLURM_LOCALID", environment), rank >= 0 else { return nil }
    let node = number("SLURM_NODEID", environment) ?? 0
    for name in ["SLURM_STEP_TASKS_PER_NODE", "SLURM_TASKS_PER_NODE"] {
      guard let text = environment[name], let count = tasks(text, onNode: node), rank < count
      else { continue }
      return RankShare(rank: rank, count: count, launcher: "Slurm")
    }
    return nil
  }

  private static let launchers: [(name: String, rank: String, count: String)] = [
    ("Open MPI", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"),
    ("MPICH", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"),
    ("MVAPICH2", "MV2_COMM_WORLD_LOCAL_RANK", "MV2_COMM_WORLD_LOCAL_SIZE"),
    ("PALS", "PALS_LOCAL_RANKID", "PALS_LOCAL_SIZE"),
    ("PMI", "PMI_LOCAL_RANK", "PMI_LOCAL_SIZE"),
    ("torchrun", "LOCAL_RANK", "LOCAL_WORLD_SIZE"),
  ]

  private static func number(_ name: String, _ environment: [String: String]) -> Int? {
    environment[name].flatMap { Int($0) }
  }

  /// The tasks on a node in Slurm's form, `4(x2),3`: four on two nodes, then three.
  private static func tasks(_ text: String, onNode node: Int) -> Int? {
    var left = node
    for part in text.split(separator: ",") {
      let pieces = part.split(separator: "(")
      guard let tasks = pieces.first.flatMap({ Int($0) }), tasks > 0 else { return nil }
      var nodes = 1
      if pieces.count == 2 {
        guard pieces[1].hasPrefix("x"), pieces[1].hasSuffix(")"),
          let times = Int(pieces[1].dropFirst().dropLast()), times > 0
        else { return nil }
        nodes = times
      }
      if left < nodes { return tasks }
      left -= nodes
    }
    return nil
  }
}
