import KernelInterface

/// Draws a bit for each number, as many blocks of Philox at a time as a register has lanes.
func drawDrops(_ task: borrowing DropTask) {
  let words = DropTask.words(for: task.count)
  let wordsOfRegister = lanes / 4
  let threshold = splatWord(task.threshold)
  var numbers = Words.zero
  for lane in 0..<lanes { numbers[lane] = UInt32(lane) }
  var first = 0
  while first < words {
    let block = task.counter[0] &+ UInt32(truncatingIfNeeded: 4 &* first)
    let random = philox(
      addWords(splatWord(block), numbers), splatWord(task.counter[1]), splatWord(task.counter[2]),
      splatWord(task.counter[3]), key: (task.key[0], task.key[1]))
    let bytes = keptOfEight(random, threshold)
    let target = UnsafeMutableRawPointer(task.bits + first)
    if first &+ wordsOfRegister <= words {
      target.storeBytes(of: bytes, as: Bytes.self)
    } else {
      let left = 4 &* (words &- first)
      for i in 0..<left { target.storeBytes(of: bytes[i], toByteOffset: i, as: UInt8.self) }
    }
    first &+= wordsOfRegister
  }
}

/// Four words of each lane's block.
private struct RandomWords {
  var w0: Words
  var w1: Words
  var w2: Words
  var w3: Words
}

/// A block of Philox4x32-10 in each lane (`Philox.block`).
@inline(__always)
private func philox(
  _ counter0: Words, _ counter1: Words, _ counter2: Words, _ counter3: Words,
  key: (UInt32, UInt32)
) -> RandomWords {
  let multiplier0 = splatWord(Philox.multipliers.0)
  let multiplier1 = splatWord(Philox.multipliers.1)
  var (c0, c1, c2, c3) = (counter0, counter1, counter2, counter3)
  var (k0, k1) = key
  for _ in 0..<Philox.rounds {
    let high0 = multiplyHigh(c0, multiplier0)
    let low0 = multiplyLow(c0, multiplier0)
    let high1 = multiplyHigh(c2, multiplier1)
    let low1 = multiplyLow(c2, multiplier1)
    c0 = xorWords(xorWords(high1, c1), splatWord(k0))
    c1 = low1
    c2 = xorWords(xorWords(high0, c3), splatWord(k1))
    c3 = low0
    k0 = k0 &+ Philox.weyl.0
    k1 = k1 &+ Philox.weyl.1
  }
  return RandomWords(w0: c0, w1: c1, w2: c2, w3: c3)
}

/// In each lane a byte with a bit for each of its block's eight numbers.
@inline(__always)
private func keptOfEight(_ random: RandomWords, _ threshold: Words) -> Bytes {
  let a = keptOfTwo(random.w0, threshold, 1)
  let b = keptOfTwo(random.w1, threshold, 4)
  let c = keptOfTwo(random.w2, threshold, 16)
  let d = keptOfTwo(random.w3, threshold, 64)
  return lowBytes(orWords(orWords(a, b), orWords(c, d)))
}

/// `bit` where the lower half reaches the threshold, and the next bit where the upper one does.
@inline(__always)
private func keptOfTwo(_ word: Words, _ threshold: Words, _ bit: UInt32) -> Words {
  orWords(
    whereReached(lowHalf(word), threshold, splatWord(bit)),
    whereReached(highHalf(word), threshold, splatWord(2 &* bit)))
}

/// target[i] = source[i] · (the factor where bit i is set, 0 elsewhere)
func keepDrawn(_ task: borrowing KeepTask) {
  let factor = splat(task.factor)
  let (source, target, bits) = (task.source, task.target, task.bits)
  forEachVector(task.count) { i, width in
    let own = bits[i &>> 5] &>> UInt32(truncatingIfNeeded: i & 31)
    write(multiply(read(source + i, width), whereBit(own, factor)), target + i, width)
  }
}
