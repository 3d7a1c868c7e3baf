/// Puts samples of different lengths into batches of about one length, each with its longest row first.
///
/// Whoever takes a contiguous range of a batch's rows, in whatever number of workers, has its longest row
/// first, too, and nearly the same work as the others; steps that no row has are not computed. The
/// order depends on the given one, the lengths and the stream alone.
package enum LengthOrder {
  /// Batches whose samples are sorted together: enough that the rows of one are alike, and few enough that
  /// it meets other companions in each epoch.
  private static let pooled = 32

  /// Rearranges samples that were shuffled, in full batches and a last smaller one.
  ///
  /// Cost: that of sorting, 8 bytes a sample.
  ///
  /// - Parameters:
  ///   - order: the samples' numbers.
  ///   - length: of a sample.
  ///   - stream: in which order the batches come; nil leaves every sample in its batch.
  package static func arrange(
    _ order: UnsafeMutableBufferPointer<Int32>, batch: Int, stream: RandomStream?,
    length: (Int32) -> Int32
  ) {
    let full = order.count / batch
    let pool = stream == nil ? 1 : pooled
    for first in stride(from: 0, to: full, by: pool) {
      let end = min(first + pool, full)
      sort(UnsafeMutableBufferPointer(rebasing: order[first * batch..<end * batch]), length)
    }
    sort(UnsafeMutableBufferPointer(rebasing: order[(full * batch)...]), length)
    guard let stream, full > 1 else { return }
    let sorted = Array(order)
    for (place, from) in stream.permutation(count: full).enumerated() {
      for row in 0..<batch { order[place * batch + row] = sorted[Int(from) * batch + row] }
    }
  }

  /// The longest first, equal ones as they stood.
  package static func sort(_ samples: UnsafeMutableBufferPointer<Int32>, _ length: (Int32) -> Int32)
  {
    let former = Array(samples)
    let keys = former.enumerated().map { place, sample in
      UInt64(UInt32(Int32.max - length(sample))) << 32 | UInt64(place)
    }
    for (place, key) in keys.sorted().enumerated() {
      samples[place] = former[Int(key & 0xFFFF_FFFF)]
    }
  }
}
