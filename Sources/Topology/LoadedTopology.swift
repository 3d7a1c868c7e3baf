import CHwloc
import Foundation

// Unsafe code. Invariants: `handle` is initialised and loaded once, in an initialiser, and then
// only read until `deinit` destroys it; hwloc documents concurrent reads, the binding calls
// included, of a loaded topology as safe. Object pointers live as long as the handle and never
// leave a call on this class.

/// Owns one loaded hwloc topology.
final class LoadedTopology: @unchecked Sendable {
  let handle: hwloc_topology_t

  /// This machine. The system must have passed `DiscoveryObstacles.check`.
  static func discovered() throws(TopologyError) -> LoadedTopology {
    try LoadedTopology { _ in
      true
    } failure: {
      .discovery(reason: $0)
    }
  }

  /// The machine of an XML file, as Skein has read it.
  static func xml(_ xml: CanonicalXML, path: String) throws(TopologyError) -> LoadedTopology {
    // hwloc copies the buffer before the call returns.
    try LoadedTopology { topology in
      hwloc_topology_set_xmlbuffer(topology, xml.bytes, Int32(xml.bytes.count)) == 0
    } failure: {
      .xml(path: path, line: nil, reason: $0)
    }
  }

  /// The machine that a synthetic description such as `pack:2 core:8 pu:2` builds.
  static func synthetic(_ description: String) throws(TopologyError) -> LoadedTopology {
    try LoadedTopology { topology in
      hwloc_topology_set_synthetic(topology, description) == 0
    } failure: { _ in
      .synthetic(description: description, reason: "hwloc does not understand it")
    }
  }

  private init(
    source: (hwloc_topology_t) -> Bool, failure: (String) -> TopologyError
  ) throws(TopologyError) {
    handle = try HwlocEnvironment.hidden { () throws(TopologyError) in
      try Self.load(source: source, failure: failure)
    }
  }

  private static func load(
    source: (hwloc_topology_t) -> Bool, failure: (String) -> TopologyError
  ) throws(TopologyError) -> hwloc_topology_t {
    var created: hwloc_topology_t?
    guard hwloc_topology_init(&created) == 0, let topology = created else {
      throw failure("it is out of memory")
    }
    // With the disallowed processors included, the structure, its numbers and its hash are the
    // same inside and outside a container.
    let flags = UInt(HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED.rawValue)
    guard hwloc_topology_set_flags(topology, flags) == 0, source(topology),
      hwloc_topology_load(topology) == 0
    else {
      let code = errno
      hwloc_topology_destroy(topology)
      throw failure(
        code == EINVAL || code == 0 ? "hwloc refuses it" : "\(String(cString: strerror(code)))")
    }
    return topology
  }

  deinit {
    hwloc_topology_destroy(handle)
  }

  /// Whether the topology is that of the machine the process runs on.
  var isThisMachine: Bool { hwloc_topology_is_thissystem(handle) != 0 }

  /// The processors that the administrator (a cgroup's cpuset, say) lets the process use.
  var allowedProcessors: CPUSet {
    CPUSet(hwloc: hwloc_topology_get_allowed_cpuset(handle))
      .intersection(CPUSet(hwloc: hwloc_topology_get_topology_cpuset(handle)))
  }

  /// The NUMA nodes whose memory the process may use.
  var allowedNodes: CPUSet {
    CPUSet(hwloc: hwloc_topology_get_allowed_nodeset(handle))
  }
}
