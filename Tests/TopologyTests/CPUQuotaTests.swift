import Testing
import Topology

@Suite struct CPUQuotaTests {
  private let v2Mount = "30 23 0:27 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw\n"

  @Test("cgroup v2: the smallest cpu.max from the group up to the mount counts")
  func v2() throws {
    let folder = try TemporaryFolder()
    try folder.write(v2Mount, to: "proc/self/mountinfo")
    try folder.write("0::/a/b/c\n", to: "proc/self/cgroup")
    #expect(CPUQuota.read(root: folder.path) == nil)
    try folder.write("max 100000\n", to: "sys/fs/cgroup/a/b/c/cpu.max")
    #expect(CPUQuota.read(root: folder.path) == nil)
    try folder.write("350000 100000\n", to: "sys/fs/cgroup/a/b/cpu.max")
    #expect(
      CPUQuota.read(root: folder.path)
        == CPUQuota(processors: 3.5, path: "/sys/fs/cgroup/a/b/cpu.max"))
    try folder.write("50000 20000\n", to: "sys/fs/cgroup/a/cpu.max")
    #expect(CPUQuota.read(root: folder.path)?.processors == 2.5)
    try folder.write("1000 1000\n", to: "sys/fs/cgroup/cpu.max")
    #expect(
      CPUQuota.read(root: folder.path)
        == CPUQuota(processors: 1, path: "/sys/fs/cgroup/cpu.max"))
    // A group beside the process's own does not count.
    try folder.write("1 100000\n", to: "sys/fs/cgroup/other/cpu.max")
    #expect(CPUQuota.read(root: folder.path)?.processors == 1)
  }

  @Test("cgroup v1: quota over period of the cpu controller, wherever it is mounted")
  func v1() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      31 25 0:26 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
      32 25 0:27 / /sys/fs/cgroup/cpu\\040acct rw shared:9 - cgroup cgroup rw,cpu,cpuacct

      """, to: "proc/self/mountinfo")
    try folder.write("5:cpuset:/jobs/7\n4:cpu,cpuacct:/jobs/7\n0::/\n", to: "proc/self/cgroup")
    let group = "sys/fs/cgroup/cpu acct/jobs"
    try folder.write("-1\n", to: group + "/7/cpu.cfs_quota_us")
    try folder.write("100000\n", to: group + "/7/cpu.cfs_period_us")
    #expect(CPUQuota.read(root: folder.path) == nil)
    try folder.write("150000\n", to: group + "/cpu.cfs_quota_us")
    try folder.write("100000\n", to: group + "/cpu.cfs_period_us")
    #expect(
      CPUQuota.read(root: folder.path)
        == CPUQuota(processors: 1.5, path: "/\(group)/cpu.cfs_quota_us"))
    try folder.write("25000\n", to: group + "/7/cpu.cfs_quota_us")
    #expect(CPUQuota.read(root: folder.path + "/")?.processors == 0.25)
  }

  @Test("a container that sees only its part of the hierarchy reads the quota at its mount")
  func container() throws {
    let folder = try TemporaryFolder()
    let mount = "30 23 0:27 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup ro\n"
    try folder.write(mount, to: "proc/self/mountinfo")
    try folder.write("200000 100000\n", to: "sys/fs/cgroup/cpu.max")
    try folder.write("100000 100000\n", to: "sys/fs/cgroup/inner/cpu.max")
    for (group, quota) in [
      ("/docker/abc", 2.0), ("/docker/abc/inner", 1), ("/../outside", 2), ("/docker/abcd", 2),
    ] {
      try folder.write("0::\(group)\n", to: "proc/self/cgroup")
      #expect(CPUQuota.read(root: folder.path)?.processors == quota, "\(group)")
    }
  }

  @Test(
    "a quota that is no positive number limits nothing",
    arguments: ["", "max", "0 100000", "-5 100000", "nan 100000", "inf 1", "100000 0", "x y"])
  func malformed(_ text: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(v2Mount, to: "proc/self/mountinfo")
    try folder.write("0::/\n", to: "proc/self/cgroup")
    try folder.write(text, to: "sys/fs/cgroup/cpu.max")
    #expect(CPUQuota.read(root: folder.path) == nil)
  }

  @Test("without /proc there is no quota")
  func nothing() throws {
    #expect(CPUQuota.read(root: try TemporaryFolder().path) == nil)
  }
}
