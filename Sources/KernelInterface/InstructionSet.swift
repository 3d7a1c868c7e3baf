/// The instruction sets that the kernels are compiled for.
package enum InstructionSet: String, CaseIterable, Sendable {
  /// SSE2 on x86-64, NEON on arm64: what every processor of the architecture has.
  case baseline
  case avx2
  case avx512
}
