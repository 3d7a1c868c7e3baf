/// How many more processes and threads the control groups of this process allow.
///
/// Format: Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/pids.rst; both versions have
/// `pids.max` and `pids.current`.
public struct ProcessLimit: Sendable, Hashable {
  public let most: Int
  public let current: Int
  /// The file that says so.
  public let path: String

  package init(most: Int, current: Int, path: String) {
    self.most = most
    self.current = current
    self.path = path
  }

  public var left: Int { max(0, most - current) }

  /// The limit that leaves least, nil when there is none.
  ///
  /// - Parameter root: the folder that stands for `/`, so that tests can make one.
  public static func read(root: String = "/") -> ProcessLimit? {
    var tightest: ProcessLimit?
    let groups = ControlGroups(root: root)
    groups.forEach(controller: "pids") { folder, _ in
      let path = folder + "/pids.max"
      // `max` is no number.
      guard let most = groups.number(path), most >= 0, most < 1e9 else { return }
      let current = groups.number(folder + "/pids.current") ?? 0
      let limit = ProcessLimit(
        most: Int(most), current: Int(min(max(current, 0), 1e9)), path: path)
      if limit.left < tightest?.left ?? .max { tightest = limit }
    }
    return tightest
  }
}
