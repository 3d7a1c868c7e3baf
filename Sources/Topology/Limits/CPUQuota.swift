/// The processor time that the cgroups of this process allow it.
///
/// Reads cgroup v2's `cpu.max` and v1's `cpu.cfs_quota_us` in the process's own group and every
/// group above it, up to the mount, and keeps the smallest: a child's quota never widens its
/// parent's. Formats: Linux, Documentation/admin-guide/cgroup-v2.rst and
/// Documentation/scheduler/sched-bwc.rst.
public struct CPUQuota: Sendable, Hashable {
  /// Processors' worth of time: 2.5 allows 2.5 seconds of processor time a second.
  public let processors: Double
  /// The file that says so.
  public let path: String

  package init(processors: Double, path: String) {
    self.processors = processors
    self.path = path
  }

  /// The quota that limits this process, nil when none does.
  ///
  /// - Parameter root: the folder that stands for `/`, so that tests can make one.
  public static func read(root: String = "/") -> CPUQuota? {
    var smallest: CPUQuota?
    let groups = ControlGroups(root: root)
    groups.forEach(controller: "cpu") { folder, isV2 in
      let found = isV2 ? quotaV2(groups, folder) : quotaV1(groups, folder)
      if let found, found.processors < smallest?.processors ?? .infinity { smallest = found }
    }
    return smallest
  }

  /// `cpu.max` holds the quota, or `max`, and the period, both in microseconds.
  private static func quotaV2(_ groups: ControlGroups, _ folder: String) -> CPUQuota? {
    let path = folder + "/cpu.max"
    let fields = groups.text(path)?.split(whereSeparator: \.isWhitespace) ?? []
    guard let first = fields.first, let quota = Double(first) else { return nil }
    let period = fields.count > 1 ? Double(fields[1]) : 100_000
    return ratio(quota, period, path)
  }

  /// A quota of -1 is none.
  private static func quotaV1(_ groups: ControlGroups, _ folder: String) -> CPUQuota? {
    let path = folder + "/cpu.cfs_quota_us"
    return ratio(groups.number(path), groups.number(folder + "/cpu.cfs_period_us"), path)
  }

  private static func ratio(_ quota: Double?, _ period: Double?, _ path: String) -> CPUQuota? {
    guard let quota, let period, quota.isFinite, period.isFinite, quota > 0, period > 0 else {
      return nil
    }
    return CPUQuota(processors: quota / period, path: path)
  }
}
