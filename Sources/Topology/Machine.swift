/// A machine: its processors, cores, caches and memory, and what the process may use of them.
///
/// A value, equal by content. Made by `discover`, `load`, `synthetic` or `describe`; reading any
/// property costs nothing that grows with the machine, unless it says so.
public struct Machine: Sendable {
  /// The largest number of workers that `place` accepts.
  public static let maximumWorkers = 65_536

  /// Whether this is the machine the process runs on; only then does anything bind.
  public let isThisMachine: Bool
  /// Where the description comes from: `this machine`, a file's path or a synthetic description.
  public let source: String
  /// Everything in the machine, the disallowed parts included.
  public internal(set) var root: TopologyObject
  /// The processors that the process may use: neither disallowed by a cpuset, nor offline, nor
  /// outside the affinity mask that the discovering thread had.
  public internal(set) var allowedProcessors: CPUSet
  /// The processors that the machine could use at most, the disallowed ones included.
  public let onlineProcessors: CPUSet
  /// The processors that the administrator leaves, before the affinity mask narrowed them.
  package let administeredProcessors: CPUSet
  /// The processors that the process may use, before `narrowed` left some of them out.
  package let inheritedProcessors: CPUSet
  /// What `narrowed` left out, one sentence each.
  package internal(set) var limitNotes: [String] = []
  /// Whether an automatic number of workers includes efficiency cores.
  var countsAllCores = false
  /// The processors that the kernel keeps from whoever does not ask for them by name (isolcpus): it
  /// moves no thread to or from them.
  package let isolatedProcessors: CPUSet
  /// hwloc's environment variables that are set and were not followed.
  package let ignoredVariables: [String]
  /// The kinds of cores, slowest first; empty when all are alike.
  public let coreKinds: [CoreKind]
  /// The cores with an allowed processor, in the machine's order.
  public internal(set) var allowedCores: [Core]
  /// The cgroup quota that limits the process, nil when none does.
  public let cpuQuota: CPUQuota?
  /// A stable name of the structure, 16 hexadecimal digits; the same inside a container.
  public let topologyHash: String
  /// The data caches of an allowed performance core; the least share where cores differ.
  public internal(set) var caches: Caches

  /// The number of packages with an allowed processor.
  public internal(set) var packages: Int
  /// The number of allowed NUMA nodes near an allowed processor; of all allowed ones where there is none.
  public internal(set) var numaNodes: Int
  /// hwloc's own copy, kept only to bind threads on this machine.
  let topology: LoadedTopology?

  /// The number of physical cores with an allowed processor.
  public var cores: Int { allowedCores.count }
  /// The number of allowed processors (hardware threads).
  public var processors: Int { allowedProcessors.count }
  /// Whether `narrowed` left processors out.
  package var isNarrowed: Bool { allowedProcessors != inheritedProcessors }
  /// Processors' worth of time that a cgroup allows, nil when unlimited.
  public var quota: Double? { cpuQuota?.processors }

  /// - Parameters:
  ///   - mask: the affinity mask to respect, nil for none.
  ///   - isolated: processors that the kernel leaves alone.
  ///   - ignoredVariables: of the environment.
  init(
    _ topology: LoadedTopology, source: String, mask: CPUSet?, quota: CPUQuota?,
    isolated: CPUSet = [], ignoredVariables: [String] = []
  ) throws(TopologyError) {
    let administered = topology.allowedProcessors
    let allowed = mask.map(administered.intersection) ?? administered
    guard !allowed.isEmpty else { throw .noProcessors(machine: source) }
    let root = topology.objects(allowed: allowed)
    let kinds = topology.coreKinds()
    let survey = MachineSurvey(root, allowed: allowed, kinds: kinds)
    guard !survey.cores.isEmpty else { throw .noProcessors(machine: source) }

    self.source = source
    self.root = root
    isThisMachine = topology.isThisMachine
    // A damaged file can allow processors that no object describes; they have no place.
    allowedProcessors = CPUSet(survey.cores.flatMap(\.processors))
    inheritedProcessors = allowedProcessors
    administeredProcessors = administered
    onlineProcessors = root.processors
    isolatedProcessors = isolated.intersection(root.processors)
    self.ignoredVariables = ignoredVariables
    coreKinds = kinds
    allowedCores = survey.cores
    packages = survey.packages
    numaNodes = survey.numaNodes
    caches = survey.caches
    cpuQuota = quota
    topologyHash = TopologyHash.of(root, kinds: kinds)
    self.topology = topology.isThisMachine ? topology : nil
  }
}

extension Machine: Equatable {
  public static func == (a: Machine, b: Machine) -> Bool {
    a.isThisMachine == b.isThisMachine && a.root == b.root && a.coreKinds == b.coreKinds
      && a.allowedProcessors == b.allowedProcessors && a.cpuQuota == b.cpuQuota
  }
}
