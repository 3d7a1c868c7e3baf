import Foundation

/// The process's memory as the system counts it.
package enum ResidentMemory {
  /// Begins a new peak. Where the system refuses, the peak stays that of the whole process.
  ///
  /// Source: Linux, Documentation/filesystems/proc.rst: writing 5 to `clear_refs` resets `VmHWM`.
  package static func resetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "we") else { return }
    fputs("5", file)
    fclose(file)
  }

  /// The most bytes that were resident at once; nil where the system does not tell.
  package static func peakBytes() -> Int? {
    guard let bytes = FileManager.default.contents(atPath: "/proc/self/status") else { return nil }
    return peakBytes(parsing: String(decoding: bytes, as: UTF8.self))
  }

  /// The peak in the content of a `/proc/…/status`.
  package static func peakBytes(parsing text: String) -> Int? {
    HugePages.bytes("VmHWM:", in: text)
  }
}
