import CHwloc

// Unsafe code. Invariant: the bitmap passed to hwloc is owned by a `Bitmap` that outlives the call;
// hwloc reads addresses only, never the memory.

extension Machine {
  /// The NUMA nodes that hold the pages of `memory`, by the operating system's numbers; nil when
  /// the system does not tell, or the machine is not this one.
  ///
  /// Pages that nobody has touched are nowhere. Costs a system call.
  package func memoryNodes(of memory: UnsafeRawBufferPointer) -> CPUSet? {
    guard let topology, let start = memory.baseAddress else { return nil }
    return topology.memoryNodes(start, bytes: memory.count)
  }
}

extension LoadedTopology {
  fileprivate func memoryNodes(_ start: UnsafeRawPointer, bytes: Int) -> CPUSet? {
    let set = Bitmap()
    let flags = Int32(HWLOC_MEMBIND_BYNODESET.rawValue)
    guard hwloc_get_area_memlocation(handle, start, bytes, set.handle, flags) == 0 else {
      return nil
    }
    return set.processors
  }
}
