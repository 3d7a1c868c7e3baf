import Foundation

/// The affinity mask of another process.
public enum ProcessMask {
  /// The processors that a process's first thread may use, as the kernel tells in `/proc/PID/status`.
  ///
  /// - Parameter folder: where the processes are; another in tests.
  /// - Throws: `TopologyError.process` where there is no such process, or the system does not tell.
  public static func of(process: Int, in folder: String = "/proc") throws(TopologyError) -> CPUSet {
    guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(process)/status") else {
      throw .process(process)
    }
    let key = "Cpus_allowed_list:"
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix(key) }) else { throw .process(process) }
    return try CPUSet(parsing: line.dropFirst(key.count).trimmingCharacters(in: .whitespaces))
  }
}
