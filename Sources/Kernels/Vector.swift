import CPlatform
import KernelInterface

#if SKEIN_AVX512
  /// One hardware register of floats.
  typealias Vector = SIMD16<Float>
#elseif SKEIN_AVX2
  typealias Vector = SIMD8<Float>
#else
  typealias Vector = SIMD4<Float>
#endif
