import Foundation

/// The control groups that this process is in, and those above them, up to their mounts.
///
/// Formats: Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/cgroups.rst;
/// proc_pid_mountinfo(5).
struct ControlGroups {
  /// What stands for `/`, without a slash at its end.
  private let root: String

  /// - Parameter root: the folder that stands for `/`, so that tests can make one.
  init(root: String) {
    self.root = root.hasSuffix("/") ? String(root.dropLast()) : root
  }

  /// Calls `body` with the folder of each group whose limits hold here, and whether it is one of
  /// version 2.
  func forEach(controller: String, _ body: (_ folder: String, _ isV2: Bool) -> Void) {
    let mounts = text("/proc/self/mountinfo").map(Mount.parse) ?? []
    for line in (text("/proc/self/cgroup") ?? "").split(separator: "\n") {
      // hierarchy:controllers:path; v2 is hierarchy 0 without controllers.
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isV2 = fields[0] == "0" && fields[1].isEmpty
      guard isV2 || fields[1].split(separator: ",").contains(Substring(controller)) else {
        continue
      }
      for mount in mounts where isV2 ? mount.type == "cgroup2" : mount.holds(controller) {
        for folder in mount.folders(of: String(fields[2])) { body(folder, isV2) }
      }
    }
  }

  func number(_ path: String) -> Double? {
    text(path).flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// Reads to the end, since the kernel's files do not tell their size.
  func text(_ path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: root + path) else { return nil }
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

  /// Whether it shows a hierarchy of version 1 with a controller.
  func holds(_ controller: String) -> Bool {
    type == "cgroup" && options.contains(Substring(controller))
  }

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
