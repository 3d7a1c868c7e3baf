/// Where each token of a batch stands: a chain through its places for every token, in the order of rows and
/// steps.
///
/// Every worker makes its own, from all tokens of the step. Cost: two passes over them, whatever the
/// vocabulary.
final class TokenChains {
  /// [vocabulary]: a token's first place, −1 where it has none.
  private let first: SharedBuffer<Int32>
  /// [places]: the next place of the same token, −1 at the last one.
  private let next: SharedBuffer<Int32>
  /// [places], of which `count` mean something: first places, in order.
  private let heads: SharedBuffer<Int32>
  /// How many tokens the batch has.
  private(set) var count = 0

  init(vocabulary: Int, places: Int) {
    first = SharedBuffer(repeating: -1, count: vocabulary)
    next = SharedBuffer(untouched: places)
    heads = SharedBuffer(untouched: places)
  }

  /// - Parameters:
  ///   - tokens: of the batch; negative ones are passed over.
  ///   - places: how many there are.
  func link(_ tokens: UnsafePointer<Int32>, places: Int) {
    var place = places
    while place > 0 {
      place -= 1
      let token = Int(tokens[place])
      if token < 0 { continue }
      next.base[place] = first.base[token]
      first.base[token] = Int32(place)
    }
    count = 0
    for place in 0..<places where tokens[place] >= 0 {
      if first.base[Int(tokens[place])] != Int32(place) { continue }
      heads.base[count] = Int32(place)
      count += 1
    }
  }

  /// Forgets the batch.
  func unlink(_ tokens: UnsafePointer<Int32>) {
    for index in 0..<count { first.base[Int(tokens[head(index)])] = -1 }
    count = 0
  }

  /// The first place of a token of the batch.
  @inline(__always)
  func head(_ index: Int) -> Int { Int(heads.base[index]) }

  /// The next place of the same token, or nil.
  @inline(__always)
  func place(after place: Int) -> Int? {
    let next = Int(next.base[place])
    return next < 0 ? nil : next
  }

  func contains(_ token: Int) -> Bool { first.base[token] >= 0 }

  var bytes: Int { 4 * (first.count + next.count + heads.count) }

  /// The same for a table and a step of so many rows, before there is any.
  static func bytes(vocabulary: Int, places: Double) -> Double {
    4 * (Double(vocabulary) + 2 * places)
  }
}
