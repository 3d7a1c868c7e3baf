// The file that knows the instruction set, with Words.swift: everything above is written over `Vector`.

import CPlatform
import KernelInterface

#if SKEIN_AVX512
  /// One hardware register of floats.
  typealias Vector = SIMD16<Float>
  let lanes = 16
  /// Registers of that kind.
  let registers = 32
  let builtFor = InstructionSet.avx512

  @inline(__always) func fma(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    skein_fma16(a, b, c)
  }
  @inline(__always) func add(_ a: Vector, _ b: Vector) -> Vector { skein_add16(a, b) }
  @inline(__always) func subtract(_ a: Vector, _ b: Vector) -> Vector { skein_sub16(a, b) }
  @inline(__always) func multiply(_ a: Vector, _ b: Vector) -> Vector { skein_mul16(a, b) }
  @inline(__always) func divide(_ a: Vector, _ b: Vector) -> Vector { skein_div16(a, b) }
  @inline(__always) func squareRoot(_ a: Vector) -> Vector { skein_sqrt16(a) }
  @inline(__always) func copySign(_ a: Vector, from b: Vector) -> Vector { skein_copysign16(a, b) }
  @inline(__always) func atLeast(_ a: Vector, _ low: Vector) -> Vector { skein_at_least16(a, low) }
  @inline(__always) func powerOfTwo(_ t: Vector) -> Vector { skein_power_of_two16(t) }
  @inline(__always) func splat(_ a: Float) -> Vector { skein_splat16(a) }
  @inline(__always)
  func whereLess(_ x: Vector, _ bound: Vector, _ a: Vector, _ b: Vector) -> Vector {
    skein_where_less16(x, bound, a, b)
  }
#elseif SKEIN_AVX2
  /// One hardware register of floats.
  typealias Vector = SIMD8<Float>
  let lanes = 8
  /// Registers of that kind.
  let registers = 16
  let builtFor = InstructionSet.avx2

  @inline(__always) func fma(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    skein_fma8(a, b, c)
  }
  @inline(__always) func add(_ a: Vector, _ b: Vector) -> Vector { skein_add8(a, b) }
  @inline(__always) func subtract(_ a: Vector, _ b: Vector) -> Vector { skein_sub8(a, b) }
  @inline(__always) func multiply(_ a: Vector, _ b: Vector) -> Vector { skein_mul8(a, b) }
  @inline(__always) func divide(_ a: Vector, _ b: Vector) -> Vector { skein_div8(a, b) }
  @inline(__always) func squareRoot(_ a: Vector) -> Vector { skein_sqrt8(a) }
  @inline(__always) func copySign(_ a: Vector, from b: Vector) -> Vector { skein_copysign8(a, b) }
  @inline(__always) func atLeast(_ a: Vector, _ low: Vector) -> Vector { skein_at_least8(a, low) }
  @inline(__always) func powerOfTwo(_ t: Vector) -> Vector { skein_power_of_two8(t) }
  @inline(__always) func splat(_ a: Float) -> Vector { skein_splat8(a) }
  @inline(__always)
  func whereLess(_ x: Vector, _ bound: Vector, _ a: Vector, _ b: Vector) -> Vector {
    skein_where_less8(x, bound, a, b)
  }
#else
  /// One hardware register of floats.
  typealias Vector = SIMD4<Float>
  let lanes = 4
  #if arch(arm64)
    /// Registers of that kind.
    let registers = 32
  #else
    /// Registers of that kind.
    let registers = 16
  #endif
  let builtFor = InstructionSet.baseline

  @inline(__always) func fma(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    skein_fma4(a, b, c)
  }
  @inline(__always) func add(_ a: Vector, _ b: Vector) -> Vector { skein_add4(a, b) }
  @inline(__always) func subtract(_ a: Vector, _ b: Vector) -> Vector { skein_sub4(a, b) }
  @inline(__always) func multiply(_ a: Vector, _ b: Vector) -> Vector { skein_mul4(a, b) }
  @inline(__always) func divide(_ a: Vector, _ b: Vector) -> Vector { skein_div4(a, b) }
  @inline(__always) func squareRoot(_ a: Vector) -> Vector { skein_sqrt4(a) }
  @inline(__always) func copySign(_ a: Vector, from b: Vector) -> Vector { skein_copysign4(a, b) }
  @inline(__always) func atLeast(_ a: Vector, _ low: Vector) -> Vector { skein_at_least4(a, low) }
  @inline(__always) func powerOfTwo(_ t: Vector) -> Vector { skein_power_of_two4(t) }
  @inline(__always) func splat(_ a: Float) -> Vector { skein_splat4(a) }
  @inline(__always)
  func whereLess(_ x: Vector, _ bound: Vector, _ a: Vector, _ b: Vector) -> Vector {
    skein_where_less4(x, bound, a, b)
  }
#endif

/// Rows of a full tile: 6 rows × 4 vectors take 24 of 32 registers, 6 × 2 vectors 12 of 16.
let tileRows = 6

/// Vectors in a full column panel.
let panelVectors = 4
let panelWidth = lanes * panelVectors

@inline(__always) func load(_ p: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(p).loadUnaligned(as: Vector.self)
}

@inline(__always) func load(_ p: UnsafeMutablePointer<Float>) -> Vector {
  UnsafeRawPointer(p).loadUnaligned(as: Vector.self)
}

@inline(__always) func store(_ value: Vector, _ p: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(p).storeBytes(of: value, as: Vector.self)
}

/// The first `count` lanes from memory, zero in the others.
@inline(__always) func loadFirst(_ count: Int, _ p: UnsafePointer<Float>) -> Vector {
  var value = Vector.zero
  for lane in 0..<count { value[lane] = p[lane] }
  return value
}

/// Writes the first `count` lanes, and nothing beyond them.
@inline(__always)
func storeFirst(_ count: Int, _ value: Vector, _ p: UnsafeMutablePointer<Float>) {
  for lane in 0..<count { p[lane] = value[lane] }
}
