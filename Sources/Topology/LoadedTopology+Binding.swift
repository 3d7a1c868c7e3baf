import CHwloc
import Foundation

// Unsafe code. Invariant: every bitmap passed to hwloc is owned by a `Bitmap` that outlives the
// call; nothing keeps its handle.

extension LoadedTopology {
  /// The processors that the calling thread may run on, nil when the system does not tell.
  func threadBinding() -> CPUSet? {
    let set = Bitmap()
    guard hwloc_get_cpubind(handle, set.handle, Int32(HWLOC_CPUBIND_THREAD.rawValue)) == 0 else {
      return nil
    }
    return set.processors
  }

  /// Binds the calling thread; returns the system's reason on failure, nil on success.
  func bindThread(to processors: CPUSet) -> String? {
    let set = Bitmap(processors)
    guard hwloc_set_cpubind(handle, set.handle, Int32(HWLOC_CPUBIND_THREAD.rawValue)) == 0 else {
      return String(cString: strerror(errno))
    }
    return nil
  }

  /// The processor that the calling thread last ran on, nil when the system does not tell.
  func lastProcessor() -> Int? {
    let set = Bitmap()
    let flags = Int32(HWLOC_CPUBIND_THREAD.rawValue)
    guard hwloc_get_last_cpu_location(handle, set.handle, flags) == 0 else { return nil }
    return set.processors.first
  }
}
