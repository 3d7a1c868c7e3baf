import ArgumentParser
import Skein
import Topology

extension PlacementLimits.Cores: ExpressibleByArgument {}

/// What is left out of the machine before workers are placed on the rest.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Leave out these processors or objects, in the words of --placement; or none.",
      valueName: "list"))
  var exclude: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave so many cores free for others.", valueName: "cores"))
  var leave: Int?

  @Option(
    help: ArgumentHelp(
      "Use performance cores alone, efficiency cores alone, or all of them, counted for the automatic"
        + " number as well."))
  var cores: PlacementLimits.Cores?

  @Option(
    help: ArgumentHelp(
      "Use this process's share of the machine: rank asks the launcher (Open MPI, Slurm, MPICH, PALS,"
        + " torchrun), 1/4 is the second of four; or none.", valueName: "rank|k/n"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "Use what another process may use: the number of a process, or processors; or none.",
      valueName: "pid"))
  var like: String?

  /// All of them together.
  ///
  /// - Throws: `TopologyError` or `UsageError`.
  func limits() throws -> PlacementLimits {
    var limits = PlacementLimits()
    limits.like = try mask() ?? nil
    limits.cores = cores
    limits.exclude = try excluded() ?? nil
    limits.leave = try free() ?? 0
    limits.split = try share() ?? nil
    return limits
  }

  /// What they leave of a machine.
  func narrowed(_ machine: Machine) throws -> Machine { try machine.narrowed(by: limits()) }

  // Nil where the option was not given, nothing where it takes a limit back.

  func excluded() throws(TopologyError) -> String?? {
    try given(exclude) { limits, text in limits.exclude = text }
  }

  func share() throws(TopologyError) -> String?? {
    try given(split) { limits, text in limits.split = text }
  }

  /// The processors that the other process may use now, since its number means nothing later.
  func mask() throws(TopologyError) -> String?? {
    guard let like, like != "none", let process = Int(like) else {
      return try given(like) { limits, text in limits.like = text }
    }
    return .some(try ProcessMask.of(process: process).description)
  }

  func free() throws(UsageError) -> Int? {
    guard let leave else { return nil }
    guard (0...Machine.maximumWorkers).contains(leave) else {
      throw UsageError(
        "leave cannot be '\(leave)'; give a number of cores from 0 to \(Machine.maximumWorkers)")
    }
    return leave
  }

  private func given(
    _ text: String?, _ set: (inout PlacementLimits, String) -> Void
  ) throws(TopologyError) -> String?? {
    guard let text else { return nil }
    if text == "none" { return .some(nil) }
    var limits = PlacementLimits()
    set(&limits, text)
    try limits.check()
    return .some(text)
  }

  static func text(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "none" }
}
