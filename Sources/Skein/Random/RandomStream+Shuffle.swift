extension RandomStream {
  /// A uniformly random order of `0..<count`, the same as `shuffle(into:)` writes.
  package func permutation(count: Int) -> [Int32] {
    var order = [Int32](repeating: 0, count: count)
    order.withUnsafeMutableBufferPointer { shuffle(into: $0) }
    return order
  }

  /// Overwrites `buffer` with the first numbers of a uniformly random order of `0..<count`, without
  /// allocating: however many they are, those that the whole order begins with.
  ///
  /// Fisher and Yates's shuffle; the memory may be uninitialised. Takes the stream's words in order
  /// from position 0, one for each number of the whole order. Cost: about 5 ns for each of these while the
  /// buffer fits the cache.
  ///
  /// - Parameter count: of the whole order, at least the buffer's; nil for as many.
  package func shuffle(
    into buffer: UnsafeMutableBufferPointer<Int32>, of count: Int? = nil
  ) {
    let count = count ?? buffer.count
    precondition(buffer.count <= count, "the first \(buffer.count) of \(count) numbers")
    precondition(count <= Int(Int32.max), "cannot shuffle \(count) numbers of 32 bits")
    var words = RandomWords(stream: self)
    // Inside-out: element i goes to a random place among the first i + 1, and what was there moves
    // to the end, so that filling and shuffling are one pass.
    for index in buffer.indices {
      let place = Int(words.next(below: UInt32(index) + 1))
      if place != index { buffer.initializeElement(at: index, to: buffer[place]) }
      buffer.initializeElement(at: place, to: Int32(index))
    }
    // What moves to the end does not come back, so it need not be kept.
    for index in buffer.count..<count {
      let place = Int(words.next(below: UInt32(index) + 1))
      if place < buffer.count { buffer[place] = Int32(index) }
    }
  }
}

/// A stream's words one after the other, each block computed once.
private struct RandomWords {
  let stream: RandomStream
  var block = SIMD4<UInt32>()
  var position: UInt64 = 0

  @inline(__always)
  mutating func next() -> UInt32 {
    if position & 3 == 0 { block = stream.block(at: position >> 2) }
    defer { position += 1 }
    return block[Int(position & 3)]
  }

  /// An unbiased integer in `0..<bound`. Source: Lemire, "Fast random integer generation in an
  /// interval", ACM TOMACS 29 (2019): the high half of a product, rejecting the few low halves that
  /// would favour some results.
  @inline(__always)
  mutating func next(below bound: UInt32) -> UInt32 {
    var product = bound.multipliedFullWidth(by: next())
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = bound.multipliedFullWidth(by: next()) }
    }
    return product.high
  }
}
