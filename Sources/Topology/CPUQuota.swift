import Foundation

/// The processor time that the cgroups of this process allow it.
///
/// Reads cgroup v2's `cpu.max` and v1's `cpu.cfs_quota_us` in the process's own group and every
/// group above it, up to the mount, and keeps the smallest: a child's quota never widens its
/// parent's. Formats: Linux, Documentation/admin-guide/cgroup-v2.rst and
/// Documentation/scheduler/sched-bwc.rst; proc_pid_mountinfo(5).
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
    let mounts = text(root, "/proc/self/mountinfo").map(Mount.parse) ?? []
    var smallest: CPUQuota?
    for line in (text(root, "/proc/self/cgroup") ?? "").split(separator: "\n") {
      // hierarchy:controllers:path; v2 is hierarchy 0 without controllers.
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isV2 = fields[0] == "0" && fields[1].isEmpty
      guard isV2 || fields[1].split(separator: ",").contains("cpu") else { continue }
      for mount in mounts where isV2 ? mount.type == "cgroup2" : mount.holdsV1CPU {
        for folder in mount.folders(of: String(fields[2])) {
          let found = isV2 ? quotaV2(root, folder) : quotaV1(root, folder)
          if let found, found.processors < smallest?.processors ?? .infinity { smallest = found }
        }
      }
    }
    return smallest
  }

  /// `cpu.max` holds the quota, or `max`, and the period, both in microseconds.
  private static func quotaV2(_ root: String, _ folder: String) -> CPUQuota? {
    let path = folder + "/cpu.max"
    let fields = text(root, path)?.split(whereSeparator: \.isWhitespace) ?? []
    guard let first = fields.first, let quota = Double(first) else { return nil }
    let period = fields.count > 1 ? Double(fields[1]) : 100_000
    return ratio(quota, period, path)
  }

  /// A quota of -1 is none.
  private static func quotaV1(_ root: String, _ folder: String) -> CPUQuota? {
    let path = folder + "/cpu.cfs_quota_us"
    return ratio(number(root, path), number(root, folder + "/cpu.cfs_period_us"), path)
  }

  private static func ratio(_ quota: Double?, _ period: Double?, _ path: String) -> CPUQuota? {
    guard let quota, let period, quota.isFinite, period.isFinite, quota > 0, period > 0 else {
      return nil
    }
    return CPUQuota(processors: quota / period, path: path)
  }

  private static func number(_ root: String, _ path: String) -> Double? {
    text(root, path).flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// Reads to the end, since the kernel's files do not tell their size.
  private static func text(_ root: String, _ path: String) -> String? {
    let base = root.hasSuffix("/") ? String(root.dropLast()) : root
    guard let file = FileHandle(forReadingAtPath: base + path) else { return nil }
    defer { try? file.close() }
    return (try? file.readToEnd()).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// One line of `/proc/self/mountinfo`, as far as cgroups need it.
private struct Mount {
  /// The group that the mount shows at its top; not `/` inside some containers.
  let group: String
  let point: String
  let type: String
  let options: [Substring]

  var holdsV1CPU: Bool { type == "cgroup" && options.contains("cpu") }

  static func parse(_ text: String) -> [Mount] {
    text.split(separator: "\n").compactMap { line in
      // id parent device root point options [optional fields] - type source superOptions
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else {
        return nil
      }
      return Mount(
        group: unescaped(fields[3]), point: unescaped(fields[4]), type: String(fields[dash + 1]),
        options: fields[dash + 3].split(separator: ","))
    }
  }

  /// mountinfo writes a blank, tab, newline and backslash as three octal digits.
  private static func unescaped(_ field: Substring) -> String {
    String(field).replacing("\\040", with: " ").replacing("\\011", with: "\t")
      .replacing("\\012", with: "\n").replacing("\\134", with: "\\")
  }

  /// The folders of a group and of every group above it that the mount shows, innermost first.
  func folders(of path: String) -> [String] {
    var relative = path
    if group != "/" {
      // In a container without a cgroup namespace, paths are the host's and the mount is a part.
      relative =
        path == group || path.hasPrefix(group + "/") ? String(path.dropFirst(group.count)) : ""
    }
    var names = relative.split(separator: "/")
    // A group outside the namespace's root is written with dots; only the mount itself is visible.
    if names.contains("..") { names = [] }
    return (0...names.count).reversed().map { count in
      ([Substring(point == "/" ? "" : point)] + names.prefix(count)).joined(separator: "/")
    }
  }
}
