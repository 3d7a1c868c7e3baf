import Foundation

extension Machine {
  /// Describes this machine as the calling thread may use it.
  ///
  /// Honours the calling thread's affinity mask, the cgroup's cpuset and quota, and offline and
  /// disallowed processors, and not hwloc's environment variables. Call it before binding: a bound thread discovers only its own
  /// processors. Takes milliseconds.
  ///
  /// - Throws: `TopologyError.discovery` or `.noProcessors`.
  public static func discover() throws(TopologyError) -> Machine {
    try discover(quota: CPUQuota.read())
  }

  /// Describes this machine as if its cgroups had this quota, these were the environment's variables
  /// and these processors were isolated, and the thread had this mask; nil takes what there is.
  package static func discover(
    quota: CPUQuota? = nil, environment: [String: String] = ProcessInfo.processInfo.environment,
    isolated: CPUSet? = nil, mask: CPUSet? = nil
  ) throws(TopologyError) -> Machine {
    try DiscoveryObstacles.check()
    let topology = try LoadedTopology.discovered()
    return try Machine(
      topology, source: "this machine", mask: mask ?? topology.threadBinding(), quota: quota,
      isolated: isolated ?? isolatedNow, ignoredVariables: HwlocEnvironment.ignored(environment))
  }

  private static var isolatedNow: CPUSet {
    let text = ControlGroups(root: "/").text(isolatedFile) ?? ""
    return (try? CPUSet(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))) ?? []
  }

  /// Where Linux lists the processors that the boot option isolcpus, or a partition of cpusets, takes
  /// out of the scheduler's hands.
  private static let isolatedFile = "/sys/devices/system/cpu/isolated"

  /// Describes the machine of an XML file of hwloc 1, 2 or 3, for planning only: it binds nothing.
  ///
  /// - Throws: `TopologyError.file`, `.xml` with the line of the first fault, or `.noProcessors`.
  public static func load(xml path: String) throws(TopologyError) -> Machine {
    try load(xml: contents(of: path), path: path, mask: nil, quota: nil)
  }

  /// Describes the machine in the bytes of an XML file, as a process with the given affinity mask
  /// and quota would see it.
  package static func load(
    xml bytes: [UInt8], path: String, mask: CPUSet?, quota: CPUQuota?
  ) throws(TopologyError) -> Machine {
    let xml = try TopologyXML.canonical(bytes, path: path)
    return try Machine(
      LoadedTopology.xml(xml, path: path), source: path, mask: mask, quota: quota)
  }

  /// Describes an imagined machine, for planning only: it binds nothing.
  ///
  /// The description names levels from the outside in, as in `pack:2 numa:2 core:8 pu:2`; see
  /// hwloc's "Synthetic topologies".
  ///
  /// - Throws: `TopologyError.synthetic` or `.noProcessors`.
  public static func synthetic(_ description: String) throws(TopologyError) -> Machine {
    try synthetic(description, mask: nil, quota: nil)
  }

  /// Describes an imagined machine as a process with the given affinity mask and quota would see
  /// it.
  package static func synthetic(
    _ description: String, mask: CPUSet?, quota: CPUQuota?
  ) throws(TopologyError) -> Machine {
    try SyntheticDescription.check(description)
    return try Machine(
      LoadedTopology.synthetic(description), source: description, mask: mask, quota: quota)
  }

  /// Describes the machine of a file if there is one of that name or it ends in `.xml`, and of a
  /// synthetic description otherwise.
  ///
  /// - Throws: what `load(xml:)` and `synthetic` throw.
  public static func describe(_ fileOrSynthetic: String) throws(TopologyError) -> Machine {
    let isFile =
      fileOrSynthetic.hasSuffix(".xml") || FileManager.default.fileExists(atPath: fileOrSynthetic)
    return try isFile ? load(xml: fileOrSynthetic) : synthetic(fileOrSynthetic)
  }

  /// Reads the file here rather than in hwloc, which takes `-` for the standard input, reads
  /// devices without end, and does not say why it failed.
  static func contents(of path: String) throws(TopologyError) -> [UInt8] {
    let type: Any?
    do {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
      type = attributes[.type]
    } catch {
      throw .file(path: path, reason: "there is no such file, or its folder is closed to you")
    }
    guard type as? FileAttributeType == .typeRegular else {
      throw .file(path: path, reason: "it is no regular file")
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .file(path: path, reason: "it cannot be opened; check its permissions")
    }
    defer { try? file.close() }
    let limit = TopologyXML.maximumBytes
    guard let data = try? file.read(upToCount: limit + 1) else {
      throw .file(path: path, reason: file.offsetInFile == 0 ? "it is empty" : "reading failed")
    }
    guard data.count <= limit else {
      throw .file(path: path, reason: "it is larger than \(limit >> 20) MiB")
    }
    return [UInt8](data)
  }
}
