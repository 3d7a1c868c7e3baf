/// The definition of every kernel, one number at a time, over plain arrays without padding.
///
/// This is the text to read in order to understand the kernels, and what the tests compare them
/// with, bit by bit. Nothing here is fast. What is fixed is the order of operations: every product
/// is one chain of fused multiply-adds in increasing order, and every other rounding is spelled
/// out.
///
/// The kernels promise these bits on a thread that flushes subnormals; run both sides inside
/// `withSubnormalsFlushed`.
///
/// Letters: T time steps, R rows, I input size, H hidden size, G gates (in the order i, f, g, o),
/// K and N the rows and columns of a weight. Arrays are row-major.
package enum Reference {
  /// What is left of a state that meets a recurrent weight: a product with its factor, if it has one.
  @inline(__always)
  static func dropped(_ state: Float, _ mask: [Float]?, at place: Int) -> Float {
    guard let mask else { return state }
    return state * mask[place]
  }

  /// a · b + c, rounded once.
  @inline(__always)
  package static func fma(_ a: Float, _ b: Float, _ c: Float) -> Float { c.addingProduct(a, b) }
}
