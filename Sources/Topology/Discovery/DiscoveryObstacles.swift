import Foundation

// Unsafe code. Invariants: the symbol is the C library's, whose signature is the system's; the mask
// outlives the call that fills it and is as long as the call is told.

/// What would abort hwloc's discovery, or keep it in a loop for ever.
package enum DiscoveryObstacles {
  /// - Parameter nodeFolder: where Linux lists the NUMA nodes.
  package static func check(
    nodeFolder: String = "/sys/devices/system/node"
  ) throws(TopologyError) {
    try checkAffinity()
    try checkNodes(nodeFolder)
  }

  /// hwloc asks for the affinity mask with ever more room until it gets it, whatever the reason
  /// why it does not.
  private static func checkAffinity() throws(TopologyError) {
    #if os(Linux)
      // The C library's module leaves the call out.
      guard let symbol = dlsym(nil, "sched_getaffinity") else { return }
      typealias Call = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> Int32
      var mask = [UInt64](repeating: 0, count: (CPUSet.maximumProcessor + 1) / 64)
      let size = mask.count * MemoryLayout<UInt64>.size
      guard unsafeBitCast(symbol, to: Call.self)(0, size, &mask) < 0, errno != EINVAL else {
        return
      }
      throw .discovery(
        reason: "sched_getaffinity is refused (\(String(cString: strerror(errno))))")
    #endif
  }

  /// hwloc asserts that a folder of nodes has one.
  private static func checkNodes(_ folder: String) throws(TopologyError) {
    let files = FileManager.default
    guard files.isReadableFile(atPath: folder), files.isExecutableFile(atPath: folder) else {
      return
    }
    let isListed: Bool
    if let online = files.contents(atPath: folder + "/online") {
      isListed = online.contains { (0x30...0x39).contains($0) }
    } else {
      isListed =
        (try? files.contentsOfDirectory(atPath: folder))?.contains(where: Self.isNode) ?? false
    }
    guard isListed else { throw .discovery(reason: "\(folder) holds no NUMA node") }
  }

  private static func isNode(_ name: String) -> Bool {
    name.hasPrefix("node") && name.dropFirst(4).first?.isWholeNumber == true
  }
}
