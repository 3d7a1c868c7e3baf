/// Memory on huge pages, whose addresses are looked up once for some hundred pages.
package enum HugePages {
  /// The bytes of this process's anonymous memory that lie on huge pages now; nil where the system does not
  /// tell. Costs a walk over its pages.
  ///
  /// Source: Linux, Documentation/filesystems/proc.rst, `smaps_rollup`.
  package static func bytes(_ files: SystemFiles = SystemFiles()) -> Int? {
    files.text("/proc/self/smaps_rollup").flatMap { bytes("AnonHugePages:", in: $0) }
  }

  /// The bytes of a line such as `VmHWM: 1000 kB`; nil where there is none.
  package static func bytes(_ name: String, in text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count == 3, words[2] == "kB", let kibibytes = Int(words[1]) else { return nil }
      let (bytes, overflow) = kibibytes.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : bytes
    }
    return nil
  }
}
