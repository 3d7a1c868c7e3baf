/// Feature rows that kernels write are padded to this many floats: one cache line, and a whole
/// number of registers of every instruction set, so that a workspace has the same shape on all.
package let featureAlignment = 16

/// `count` features rounded up to whole cache lines.
package func paddedFeatures(_ count: Int) -> Int {
  (count + featureAlignment - 1) / featureAlignment * featureAlignment
}

/// The stride of a row of `count` features that kernels write: whole cache lines, and one more where
/// that would be a multiple of a kilobyte. Rows a power of two apart share a few sets of a cache, and
/// the tiles, which touch some rows at a time, would evict their own lines.
package func featureStride(_ count: Int) -> Int {
  let padded = paddedFeatures(count)
  return padded > 0 && padded % 256 == 0 ? padded + featureAlignment : padded
}
