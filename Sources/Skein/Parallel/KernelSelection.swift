import CPlatform
import Foundation
import KernelInterface
import Kernels

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// The kernel tables that this processor can run, and the one that is used.
package enum KernelSelection {
  /// From the narrowest to the widest.
  package static let available: [KernelTable] = {
    var tables = [Kernels.kernels]
    #if arch(x86_64)
      if skein_cpu_has_avx2() { tables.append(KernelsAVX2.kernels) }
      if skein_cpu_has_avx512() { tables.append(KernelsAVX512.kernels) }
    #endif
    return tables
  }()

  /// Those that the program has, whether the processor has their instructions or not.
  package static let compiled: [InstructionSet] = {
    #if arch(x86_64)
      return [.baseline, .avx2, .avx512]
    #else
      return [.baseline]
    #endif
  }()

  /// The widest table, or the one that the environment variable `SKEIN_ISA` names.
  package static func preferred() throws -> KernelTable {
    try table(named: ProcessInfo.processInfo.environment["SKEIN_ISA"] ?? "auto")
  }

  /// The table called `name`: `auto`, or a case of `InstructionSet`.
  package static func table(named name: String) throws -> KernelTable {
    if name == "auto" || name.isEmpty { return available[available.count - 1] }
    guard let wanted = InstructionSet(rawValue: name) else {
      throw KernelError.unknownInstructionSet(
        name, known: ["auto"] + InstructionSet.allCases.map(\.rawValue))
    }
    guard let table = available.first(where: { $0.instructionSet == wanted }) else {
      throw KernelError.unsupportedInstructionSet(
        name, available: available.map(\.instructionSet.rawValue))
    }
    return table
  }
}
