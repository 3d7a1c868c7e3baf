/// The memory that the control groups of this process leave it.
///
/// Reads version 2's `memory.max` and `memory.current` and version 1's `memory.limit_in_bytes` and
/// `memory.usage_in_bytes` in the process's own group and every group above it. Pages of files count as
/// used, though the system gives them back under need; those that nobody used lately
/// (`inactive_file` of `memory.stat`) are taken for free, as container tools do.
public struct MemoryLimit: Sendable, Hashable {
  /// What may be taken until the tightest group is full, in bytes.
  public let free: Int
  /// The file that says so.
  public let path: String

  package init(free: Int, path: String) {
    self.free = free
    self.path = path
  }

  /// The limit that leaves least, nil when there is none.
  ///
  /// - Parameter root: the folder that stands for `/`, so that tests can make one.
  public static func read(root: String = "/") -> MemoryLimit? {
    var tightest: MemoryLimit?
    let groups = ControlGroups(root: root)
    groups.forEach(controller: "memory") { folder, isV2 in
      let path = folder + (isV2 ? "/memory.max" : "/memory.limit_in_bytes")
      let usage = folder + (isV2 ? "/memory.current" : "/memory.usage_in_bytes")
      // `max` is no number; version 1 writes the largest multiple of a page for no limit.
      guard let limit = groups.number(path), limit >= 0, limit < 0x1p60 else { return }
      let idle = idleFiles(groups.text(folder + "/memory.stat") ?? "", isV2: isV2)
      let used = max((groups.number(usage) ?? 0) - idle, 0)
      let free = Int(max(limit - used, 0))
      if free < tightest?.free ?? .max { tightest = MemoryLimit(free: free, path: path) }
    }
    return tightest
  }

  private static func idleFiles(_ statistics: String, isV2: Bool) -> Double {
    let key = isV2 ? "inactive_file" : "total_inactive_file"
    for line in statistics.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == key { return Double(words[1]) ?? 0 }
    }
    return 0
  }
}
