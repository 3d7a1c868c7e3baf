import Testing
import Topology

@Suite struct MemoryLimitTests {
  @Test("cgroup v2: the group that leaves least counts, without files that nobody used lately")
  func v2() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "30 23 0:27 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw\n", to: "proc/self/mountinfo")
    try folder.write("0::/a/b\n", to: "proc/self/cgroup")
    #expect(MemoryLimit.read(root: folder.path) == nil)
    try folder.write("max\n", to: "sys/fs/cgroup/a/b/memory.max")
    try folder.write("1000\n", to: "sys/fs/cgroup/a/b/memory.current")
    #expect(MemoryLimit.read(root: folder.path) == nil)
    try folder.write("5000\n", to: "sys/fs/cgroup/a/memory.max")
    try folder.write("3000\n", to: "sys/fs/cgroup/a/memory.current")
    #expect(
      MemoryLimit.read(root: folder.path)
        == MemoryLimit(free: 2000, path: "/sys/fs/cgroup/a/memory.max"))
    try folder.write("anon 2500\ninactive_file 400\n", to: "sys/fs/cgroup/a/memory.stat")
    #expect(MemoryLimit.read(root: folder.path)?.free == 2400)
    // Closer, and already above it.
    try folder.write("900\n", to: "sys/fs/cgroup/a/b/memory.max")
    #expect(
      MemoryLimit.read(root: folder.path)
        == MemoryLimit(free: 0, path: "/sys/fs/cgroup/a/b/memory.max"))
  }

  @Test("cgroup v1: limit less usage, where the limit is one")
  func v1() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "32 25 0:27 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory\n",
      to: "proc/self/mountinfo")
    try folder.write("4:memory:/jobs/7\n0::/\n", to: "proc/self/cgroup")
    let group = "sys/fs/cgroup/memory/jobs/7"
    try folder.write("9223372036854771712\n", to: group + "/memory.limit_in_bytes")
    try folder.write("700\n", to: group + "/memory.usage_in_bytes")
    #expect(MemoryLimit.read(root: folder.path) == nil)
    try folder.write("1000\n", to: group + "/memory.limit_in_bytes")
    try folder.write("inactive_file 1\ntotal_inactive_file 100\n", to: group + "/memory.stat")
    #expect(
      MemoryLimit.read(root: folder.path)
        == MemoryLimit(free: 400, path: "/\(group)/memory.limit_in_bytes"))
  }
}
