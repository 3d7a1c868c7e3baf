import Hashing
import KernelProblems
import KernelReference

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// `KernelCheck baseline|avx2|avx512|reference` prints one hash per kernel over a fixed set of
/// problems. The hashes are the same for every instruction set, processor and emulator, or a
/// kernel is wrong; `Scripts/check-instruction-sets.sh` compares them.
@main
enum KernelCheck {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let choices = availableKernels.map(\.instructionSet.rawValue) + ["reference"]
    guard arguments.count == 1, let choice = arguments.first, choices.contains(choice) else {
      complain(
        "KernelCheck: “\(arguments.joined(separator: " "))” is not one of what this processor can "
          + "run; choose from \(choices.joined(separator: ", ")).")
      exit(64)
    }
    let kernels = availableKernels.first { $0.instructionSet.rawValue == choice }
    var isClean = true
    withSubnormalsFlushed {
      for operation in CheckedOperation.all {
        var hash = FNV1a()
        for outcome in operation.outcomes(kernels) {
          outcome.hash(into: &hash)
          if let stray = outcome.strayWrite {
            complain("KernelCheck: \(operation.name): \(stray).")
            isClean = false
          }
        }
        print(operation.name, hash.digits)
      }
    }
    if !isClean { exit(1) }
  }

  private static func complain(_ sentence: String) {
    let bytes = Array((sentence + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}
