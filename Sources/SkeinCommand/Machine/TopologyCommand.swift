import ArgumentParser
import Skein
import Topology

/// `skein topology`: the machine, and where workers would run.
struct TopologyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "Show the machine, what of it may be used, and where workers would run.",
    discussion: """
      EXAMPLES:
        skein topology
            This machine, with one worker a core.
        skein topology --workers 16 --placement compact --team 4 --topology server.xml
            A plan for another machine, exported there with `lstopo server.xml`.
        skein topology --topology "pack:2 numa:2 core:8 pu:2" --json
            A plan for an imagined machine.
        skein topology --svg machine.svg
            A picture of this machine with the workers on it.
        skein topology --placement numa:1 --leave 1 --export taskset
            The same processors for another program, in the words of its launcher.
      """)

  @Option(
    help: ArgumentHelp(
      "Another machine: an hwloc XML file, or a synthetic description.",
      valueName: "file.xml|synthetic"), completion: .file(extensions: ["xml"]))
  var topology: String?

  @OptionGroup var crew: CrewOptions

  @Option(
    help: ArgumentHelp("Draw the machine and its workers to this file.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var svg: String?

  @Option(
    help: ArgumentHelp(
      "Print the lines that put another program on the workers' processors."))
  var export: PlacementExport.Format?

  @Flag(help: "Print JSON on standard output.")
  var json = false

  /// What `--json` prints.
  private struct Report: Encodable {
    let packages: Int
    let numaNodes: Int
    let cores: Int
    let processors: Int
    let allowedProcessors: [Int]
    @NullIfMissing var quota: Double?
    let workers: [RunWorkerPlace]
    let placement: String
    let notes: [String]
    let source: String
    let topologyHash: String
  }

  func run() throws {
    let workers = try crew.count()
    let policy = try crew.policy()
    let machine = try crew.place.narrowed(
      topology.map { try Machine.describe($0) } ?? Machine.discover())
    let placement = try machine.place(workers: workers, policy: policy)
    let teams = TeamPlan(
      placement.workers, machine: machine, size: try crew.team.size()?.fixed ?? 1)
    if let svg {
      if svg.isEmpty { throw UsageError("--svg is empty; give the path of a file") }
      try AtomicFile.write(TopologyDrawing(machine, placement, teams: teams).svg(), to: svg)
    }
    if let export {
      if json { throw UsageError("--export and --json both write to standard output; give one") }
      return try StandardOutput.write(
        PlacementExport(machine: machine, placement: placement).text(export))
    }
    guard json else {
      try StandardOutput.tell(TopologyText(machine, placement, teams).text)
      if let svg { StandardError.write(FilesText.wrote([svg]) + "\n") }
      return
    }
    let report = Report(
      packages: machine.packages, numaNodes: machine.numaNodes, cores: machine.cores,
      processors: machine.processors, allowedProcessors: Array(machine.allowedProcessors),
      quota: machine.quota, workers: placement.workers.map { RunWorkerPlace($0, teams) },
      placement: policy.description, notes: placement.notes, source: machine.source,
      topologyHash: machine.topologyHash)
    try StandardOutput.write(RunJSON.text(report))
  }
}

/// Where a worker would run.
private struct RunWorkerPlace: Encodable {
  let worker: Int
  /// As `0-4095`: without a binding each worker has all of them.
  let processors: CPUSet
  @NullIfMissing var core: Int?
  @NullIfMissing var numaNode: Int?
  /// Null where no teams were asked for.
  @NullIfMissing var team: Int?

  init(_ place: WorkerPlace, _ teams: TeamPlan) {
    worker = place.worker
    processors = place.processors
    core = place.core
    numaNode = place.numaNode
    team = teams.mostMembers > 1 ? teams.team(of: place.worker) : nil
  }
}
