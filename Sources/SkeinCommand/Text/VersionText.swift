import CEntry
import KernelInterface
import Skein
import Topology

/// What `skein --version --verbose` tells of the program, for reports of faults.
enum VersionText {
  /// The arguments that ask for it, in any order.
  static let arguments: Set<String> = ["--version", "--verbose"]

  static var text: String {
    let lines: [(String, String)] = [
      ("skein", SkeinVersion.current),
      ("commit", commit),
      ("build", build),
      ("Swift", swift),
      ("system", system),
      ("hwloc", "\(HwlocVersion.headers), library interface \(HwlocVersion.library)"),
      ("kernels", names(KernelSelection.compiled)),
      ("kernels here", names(KernelSelection.available.map(\.instructionSet))),
    ]
    return lines.map { name, value in
      name + String(repeating: " ", count: 14 - name.count) + value + "\n"
    }.joined()
  }

  private static func names(_ sets: [InstructionSet]) -> String {
    sets.map(\.rawValue).joined(separator: ", ")
  }

  private static var commit: String {
    skein_commit().map { String(cString: $0) } ?? "unknown, as the build was not told"
  }

  private static var build: String {
    #if DEBUG
      return "debug, with optimised kernels"
    #else
      return "release"
    #endif
  }

  /// The compiler says which it is only when it is asked whether it is at least another.
  private static var swift: String {
    #if compiler(>=6.5)
      return "6.5 or later"
    #elseif compiler(>=6.4)
      return "6.4"
    #elseif compiler(>=6.3)
      return "6.3"
    #else
      return "6.2"
    #endif
  }

  private static var system: String {
    #if os(Linux)
      let system = "Linux"
    #elseif os(macOS)
      let system = "macOS"
    #else
      let system = "another system"
    #endif
    #if arch(x86_64)
      return "\(system), x86-64"
    #elseif arch(arm64)
      return "\(system), arm64"
    #else
      return "\(system), another processor"
    #endif
  }
}
