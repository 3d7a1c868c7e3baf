import CHwloc

// Unsafe code. Invariant: the bitmap passed to hwloc is owned by a `Bitmap` that outlives the call.

/// Where the system takes memory from that a thread touches first, if not from its own node.
public enum MemoryPolicy: Sendable, Hashable {
  /// From these NUMA nodes alone.
  case bound(CPUSet)
  /// From these in turn.
  case interleaved(CPUSet)
}

extension MemoryPolicy: CustomStringConvertible {
  public var description: String {
    switch self {
    case .bound(let nodes): "all memory from node \(nodes)"
    case .interleaved(let nodes): "interleaved over nodes \(nodes)"
    }
  }
}

extension Machine {
  /// The policy that the calling thread inherited, as from `numactl`; nil for the usual one, where the
  /// system does not tell, and where the machine is not this one.
  package func memoryPolicy() -> MemoryPolicy? { topology?.memoryPolicy() }
}

extension LoadedTopology {
  fileprivate func memoryPolicy() -> MemoryPolicy? {
    let set = Bitmap()
    var policy = HWLOC_MEMBIND_DEFAULT
    let flags = Int32(HWLOC_MEMBIND_THREAD.rawValue | HWLOC_MEMBIND_BYNODESET.rawValue)
    guard hwloc_get_membind(handle, set.handle, &policy, flags) == 0 else { return nil }
    switch policy {
    case HWLOC_MEMBIND_BIND: return .bound(set.processors)
    case HWLOC_MEMBIND_INTERLEAVE: return .interleaved(set.processors)
    default: return nil
    }
  }
}
