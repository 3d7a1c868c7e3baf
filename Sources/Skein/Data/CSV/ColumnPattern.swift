/// A word that stands for several columns: a range of numbers such as `1-3`, or names with `*` for any
/// letters and `?` for one, such as `temp_*`.
package enum ColumnPattern: Equatable {
  /// Counted from 1.
  case numbers(first: Int, last: Int)
  case names(String)

  /// Nil for a word that is one name or number.
  package init?(_ word: String) {
    if word.contains(where: { $0 == "*" || $0 == "?" }) {
      self = .names(word)
      return
    }
    let ends = word.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2,
      ends.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      let first = Int(ends[0]), let last = Int(ends[1])
    else { return nil }
    self = .numbers(first: first, last: last)
  }

  /// Whether a name is one of the pattern's.
  ///
  /// Cost: the product of both lengths at most.
  package static func fits(_ name: String, _ pattern: String) -> Bool {
    let (letters, signs) = (Array(name), Array(pattern))
    var (letter, sign) = (0, 0)
    /// Where to go on if the last star has to stand for one letter more.
    var star: (sign: Int, letter: Int)?
    while letter < letters.count {
      if sign < signs.count, signs[sign] == "*" {
        star = (sign, letter)
        sign += 1
      } else if sign < signs.count, signs[sign] == "?" || signs[sign] == letters[letter] {
        sign += 1
        letter += 1
      } else if let last = star {
        star = (last.sign, last.letter + 1)
        sign = last.sign + 1
        letter = last.letter + 1
      } else {
        return false
      }
    }
    return signs[sign...].allSatisfy { $0 == "*" }
  }

  /// The name that a pattern without any fitting one was probably meant for: what stands in it beside its
  /// signs is nearly that name, or its beginning.
  static func nearest(to pattern: String, among names: [String]) -> String? {
    let plain = pattern.filter { $0 != "*" && $0 != "?" }
    guard !plain.isEmpty else { return nil }
    if let name = Suggestion.nearest(to: plain, among: names) { return name }
    let few = names.prefix(2000)
    for count in [plain.count, plain.count + 1, plain.count - 1] where count > 0 {
      let beginnings = few.map { String($0.prefix(count)) }
      if let found = Suggestion.nearest(to: plain, among: beginnings),
        let place = beginnings.firstIndex(of: found)
      {
        return names[place]
      }
    }
    return nil
  }
}
