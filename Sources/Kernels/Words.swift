// Registers as words, for random bits: beside Vector.swift the other file that knows the instruction set.

import CPlatform

#if SKEIN_AVX512
  /// As many words as a register of floats has lanes, and a byte for each.
  typealias Words = SIMD16<UInt32>
  typealias Bytes = SIMD16<UInt8>

  @inline(__always) func splatWord(_ a: UInt32) -> Words { skein_splat_word16(a) }
  @inline(__always) func addWords(_ a: Words, _ b: Words) -> Words { skein_add_words16(a, b) }
  @inline(__always) func xorWords(_ a: Words, _ b: Words) -> Words { skein_xor_words16(a, b) }
  @inline(__always) func orWords(_ a: Words, _ b: Words) -> Words { skein_or_words16(a, b) }
  @inline(__always) func multiplyLow(_ a: Words, _ b: Words) -> Words { skein_mul_words16(a, b) }
  @inline(__always) func multiplyHigh(_ a: Words, _ b: Words) -> Words { skein_mul_high16(a, b) }
  @inline(__always) func lowHalf(_ a: Words) -> Words { skein_low_half16(a) }
  @inline(__always) func highHalf(_ a: Words) -> Words { skein_high_half16(a) }
  @inline(__always) func lowBytes(_ a: Words) -> Bytes { skein_low_bytes16(a) }
  @inline(__always) func whereReached(_ x: Words, _ bound: Words, _ a: Words) -> Words {
    skein_where_reached16(x, bound, a)
  }
  @inline(__always) func whereBit(_ bits: UInt32, _ a: Vector) -> Vector {
    skein_where_bit16(bits, a)
  }
#elseif SKEIN_AVX2
  /// As many words as a register of floats has lanes, and a byte for each.
  typealias Words = SIMD8<UInt32>
  typealias Bytes = SIMD8<UInt8>

  @inline(__always) func splatWord(_ a: UInt32) -> Words { skein_splat_word8(a) }
  @inline(__always) func addWords(_ a: Words, _ b: Words) -> Words { skein_add_words8(a, b) }
  @inline(__always) func xorWords(_ a: Words, _ b: Words) -> Words { skein_xor_words8(a, b) }
  @inline(__always) func orWords(_ a: Words, _ b: Words) -> Words { skein_or_words8(a, b) }
  @inline(__always) func multiplyLow(_ a: Words, _ b: Words) -> Words { skein_mul_words8(a, b) }
  @inline(__always) func multiplyHigh(_ a: Words, _ b: Words) -> Words { skein_mul_high8(a, b) }
  @inline(__always) func lowHalf(_ a: Words) -> Words { skein_low_half8(a) }
  @inline(__always) func highHalf(_ a: Words) -> Words { skein_high_half8(a) }
  @inline(__always) func lowBytes(_ a: Words) -> Bytes { skein_low_bytes8(a) }
  @inline(__always) func whereReached(_ x: Words, _ bound: Words, _ a: Words) -> Words {
    skein_where_reached8(x, bound, a)
  }
  @inline(__always) func whereBit(_ bits: UInt32, _ a: Vector) -> Vector {
    skein_where_bit8(bits, a)
  }
#else
  /// As many words as a register of floats has lanes, and a byte for each.
  typealias Words = SIMD4<UInt32>
  typealias Bytes = SIMD4<UInt8>

  @inline(__always) func splatWord(_ a: UInt32) -> Words { skein_splat_word4(a) }
  @inline(__always) func addWords(_ a: Words, _ b: Words) -> Words { skein_add_words4(a, b) }
  @inline(__always) func xorWords(_ a: Words, _ b: Words) -> Words { skein_xor_words4(a, b) }
  @inline(__always) func orWords(_ a: Words, _ b: Words) -> Words { skein_or_words4(a, b) }
  @inline(__always) func multiplyLow(_ a: Words, _ b: Words) -> Words { skein_mul_words4(a, b) }
  @inline(__always) func multiplyHigh(_ a: Words, _ b: Words) -> Words { skein_mul_high4(a, b) }
  @inline(__always) func lowHalf(_ a: Words) -> Words { skein_low_half4(a) }
  @inline(__always) func highHalf(_ a: Words) -> Words { skein_high_half4(a) }
  @inline(__always) func lowBytes(_ a: Words) -> Bytes { skein_low_bytes4(a) }
  @inline(__always) func whereReached(_ x: Words, _ bound: Words, _ a: Words) -> Words {
    skein_where_reached4(x, bound, a)
  }
  @inline(__always) func whereBit(_ bits: UInt32, _ a: Vector) -> Vector {
    skein_where_bit4(bits, a)
  }
#endif
