import ArgumentParser
import Topology

/// Whether to predict instead of only measuring, and for which machine.
struct ScalingOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Predict from one core measured here; for this machine beside what is measured."))
  var predict = false

  @Option(
    help: ArgumentHelp(
      "With --predict: another machine, as an hwloc XML file or a synthetic description.",
      valueName: "file.xml|synthetic"), completion: .file(extensions: ["xml"]))
  var topology: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --topology: what each of its NUMA nodes reads and writes in GB/s (default: as measured"
        + " here).", valueName: "GB/s"))
  var memoryBandwidth: Double?

  /// - Throws: `UsageError` for options that would be ignored.
  func check() throws(UsageError) {
    if !predict, topology != nil {
      throw UsageError("--topology plans for another machine; add --predict")
    }
    guard let memoryBandwidth else { return }
    if topology == nil {
      throw UsageError("--memory-bandwidth is another machine's; give that with --topology")
    }
    if !(memoryBandwidth > 0 && memoryBandwidth <= 1e6) {
      throw UsageError(
        "memory-bandwidth cannot be \(memoryBandwidth); give GB/s above 0 and up to 1000000")
    }
  }

  /// The machine to predict; nil for this one.
  ///
  /// - Throws: `TopologyError`.
  func otherMachine() throws(TopologyError) -> Machine? {
    guard let topology else { return nil }
    return try Machine.describe(topology)
  }

  var nodeBandwidth: Double? { memoryBandwidth.map { $0 * 1e9 } }
}
