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
  public let root: TopologyObject
  /// The processors that the process may use: neither disallowed by a cpuset, nor offline, nor
  /// outside the affinity mask that the discovering thread had.
  public let allowedProcessors: CPUSet
  /// The processors that the machine could use at most, the disallowed ones included.
  public let onlineProcessors: CPUSet
  /// The processors that the administrator leaves, before the affinity mask narrowed them.
  package let administeredProcessors: CPUSet
  /// The kinds of cores, slowest first; empty when all are alike.
  public let coreKinds: [CoreKind]
  /// The cores with an allowed processor, in the machine's order.
  public let allowedCores: [Core]
  /// The cgroup quota that limits the process, nil when none does.
  public let cpuQuota: CPUQuota?
  /// A stable name of the structure, 16 hexadecimal digits; the same inside a container.
  public let topologyHash: String
  /// The data caches of an allowed performance core; the least share where cores differ.
  public let caches: Caches

  /// The number of packages with an allowed processor.
  public let packages: Int
  /// The number of allowed NUMA nodes near an allowed processor.
  public let numaNodes: Int
  /// hwloc's own copy, kept only to bind threads on this machine.
  let topology: LoadedTopology?

  /// The number of physical cores with an allowed processor.
  public var cores: Int { allowedCores.count }
  /// The number of allowed processors (hardware threads).
  public var processors: Int { allowedProcessors.count }
  /// Processors' worth of time that a cgroup allows, nil when unlimited.
  public var quota: Double? { cpuQuota?.processors }

  /// - Parameter mask: the affinity mask to respect, nil for none.
  init(
    _ topology: LoadedTopology, source: String, mask: CPUSet?, quota: CPUQuota?
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
    administeredProcessors = administered
    onlineProcessors = root.processors
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
