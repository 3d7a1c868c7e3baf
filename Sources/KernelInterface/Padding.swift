/// Feature rows that kernels write are padded to this many floats: one cache line, and a whole
/// number of registers of every instruction set, so that a workspace has the same shape on all.
package let featureAlignment = 16

/// `count` features rounded up to whole cache lines: the stride of a row that kernels write.
package func featureStride(_ count: Int) -> Int {
  (count + featureAlignment - 1) / featureAlignment * featureAlignment
}
