/// The 64-bit hash XXH64, for finding damage in files; it does not resist an attacker.
///
/// Pieces may be fed in any sizes; the digest depends only on the bytes. About the speed of memory
/// on large pieces. Source: Yann Collet, "xxHash fast digest algorithm", version 0.1.1.
///
/// Invariants: `pending` holds the last `count % 32` bytes; the four lanes have taken all others.
package struct XXHash64: Sendable {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  private let seed: UInt64
  private var lane1: UInt64
  private var lane2: UInt64
  private var lane3: UInt64
  private var lane4: UInt64
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  package init(seed: UInt64 = 0) {
    self.seed = seed
    lane1 = seed &+ Self.prime1 &+ Self.prime2
    lane2 = seed &+ Self.prime2
    lane3 = seed
    lane4 = seed &- Self.prime1
    pending.reserveCapacity(32)
  }

  /// The hash of `bytes` in one call.
  package static func digest(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
    var hash = XXHash64(seed: seed)
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.digest
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let head = rest.prefix(32 - pending.count)
      pending.append(contentsOf: head)
      rest = rest.dropFirst(head.count)
      guard pending.count == 32 else { return }
      let block = pending
      block.withUnsafeBytes { takeBlocks($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = rest.count & ~31
    takeBlocks(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
    pending.append(contentsOf: rest.dropFirst(whole))
  }

  /// The hash of everything fed so far; more may follow.
  package var digest: UInt64 {
    var hash: UInt64
    if count >= 32 {
      hash = Self.rotate(lane1, 1) &+ Self.rotate(lane2, 7)
      hash &+= Self.rotate(lane3, 12) &+ Self.rotate(lane4, 18)
      for lane in [lane1, lane2, lane3, lane4] {
        hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
      }
    } else {
      hash = seed &+ Self.prime5
    }
    hash &+= count
    pending.withUnsafeBytes { tail in
      var position = 0
      while position + 8 <= tail.count {
        hash ^= Self.round(0, Self.word(tail, position))
        hash = Self.rotate(hash, 27) &* Self.prime1 &+ Self.prime4
        position += 8
      }
      if position + 4 <= tail.count {
        let half = tail.loadUnaligned(fromByteOffset: position, as: UInt32.self)
        hash ^= UInt64(UInt32(littleEndian: half)) &* Self.prime1
        hash = Self.rotate(hash, 23) &* Self.prime2 &+ Self.prime3
        position += 4
      }
      while position < tail.count {
        hash ^= UInt64(tail[position]) &* Self.prime5
        hash = Self.rotate(hash, 11) &* Self.prime1
        position += 1
      }
    }
    hash = (hash ^ (hash >> 33)) &* Self.prime2
    hash = (hash ^ (hash >> 29)) &* Self.prime3
    return hash ^ (hash >> 32)
  }

  private mutating func takeBlocks(_ bytes: UnsafeRawBufferPointer) {
    var (a, b, c, d) = (lane1, lane2, lane3, lane4)
    var position = 0
    while position < bytes.count {
      a = Self.round(a, Self.word(bytes, position))
      b = Self.round(b, Self.word(bytes, position + 8))
      c = Self.round(c, Self.word(bytes, position + 16))
      d = Self.round(d, Self.word(bytes, position + 24))
      position += 32
    }
    (lane1, lane2, lane3, lane4) = (a, b, c, d)
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    (value << bits) | (value >> (64 - bits))
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* prime2, 31) &* prime1
  }
}
