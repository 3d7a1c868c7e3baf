extension Reference {
  /// The sum of the leaves lo ..< hi along the binary tree over shards.
  ///
  /// A node splits at the largest power of two below its size, so that the left child is full and
  /// begins at a multiple of its size; the sum is left + right. The shape depends on the number of
  /// leaves alone: whoever holds a whole subtree may sum it first, and no bit changes.
  package static func treeSum(_ lo: Int, _ hi: Int, leaf: (Int) -> [Float]) -> [Float] {
    precondition(lo < hi, "A tree needs a leaf, and \(lo) ..< \(hi) has none.")
    if hi - lo == 1 { return leaf(lo) }
    let middle = treeSplit(lo, hi)
    let left = treeSum(lo, middle, leaf: leaf)
    let right = treeSum(middle, hi, leaf: leaf)
    return zip(left, right).map { $0 + $1 }
  }

  /// Where a node of two leaves or more splits.
  package static func treeSplit(_ lo: Int, _ hi: Int) -> Int {
    var size = 1
    while 2 * size < hi - lo { size *= 2 }
    return lo + size
  }

  /// The gradient of one weight over `rows`: for every shard one chain of FMAs per element, step
  /// after step and row after row; then the shards summed along the tree.
  ///
  /// values: [T, R, K], what met the weight on its left. gradient: [T, R, N], what came back on its
  /// right. Shard s has rows s · shardRows ..< (s + 1) · shardRows of `rows`, the last one what
  /// remains. Result: [K, N].
  package static func weightGradient(
    steps: Int, allRows: Int, rows: Range<Int>, shardRows: Int, inner: Int, columns: Int,
    values: [Float], gradient: [Float]
  ) -> [Float] {
    treeSum(0, (rows.count + shardRows - 1) / shardRows) { shard in
      let first = rows.lowerBound + shard * shardRows
      let end = min(first + shardRows, rows.upperBound)
      var sums = [Float](repeating: 0, count: inner * columns)
      for t in 0..<steps {
        for row in first..<end {
          let place = t * allRows + row
          for k in 0..<inner {
            for n in 0..<columns {
              let (x, g) = (values[place * inner + k], gradient[place * columns + n])
              sums[k * columns + n] = fma(x, g, sums[k * columns + n])
            }
          }
        }
      }
      return sums
    }
  }
}
