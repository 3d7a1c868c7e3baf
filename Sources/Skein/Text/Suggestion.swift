/// Finds what a mistyped name was probably meant to be.
package enum Suggestion {
  /// Longer names are not mistyped but something else.
  private static let mostLetters = 100
  /// Pairs of letters that are compared in all: a fraction of a second.
  private static let mostComparisons = 20_000_000

  /// The candidate with the fewest edits from `name`, ignoring case, if they are few for its length:
  /// one edit up to five letters, then one more for every three.
  ///
  /// Cost: linear in the candidates, of which the last ones are not looked at where there are very
  /// many of about the name's length.
  package static func nearest(to name: String, among candidates: [String]) -> String? {
    guard let wanted = letters(name) else { return nil }
    var best: (candidate: String, edits: Int)?
    var comparisons = 0
    for candidate in candidates {
      let few = min(max(1, wanted.count / 3), wanted.count - 1)
      let most = min(few, best.map { $0.edits - 1 } ?? few)
      guard most >= 0, comparisons < mostComparisons else { break }
      guard let letters = letters(candidate), abs(letters.count - wanted.count) <= most
      else { continue }
      comparisons += wanted.count * min(2 * most + 1, letters.count)
      if let edits = distance(wanted, letters, atMost: most) { best = (candidate, edits) }
    }
    return best?.candidate
  }

  /// The small letters of a name; nil if they are too many to compare.
  private static func letters(_ name: String) -> [Unicode.Scalar]? {
    guard name.utf8.count <= 4 * mostLetters else { return nil }
    let letters = Array(name.lowercased().unicodeScalars)
    return letters.count <= mostLetters ? letters : nil
  }

  /// The least number of insertions, deletions, replacements and swaps of neighbours that make one
  /// text the other (the restricted Damerau–Levenshtein distance); nil if it is above `most`.
  ///
  /// Cost: one length times twice `most`, since edits that few keep near the diagonal (Ukkonen,
  /// "Algorithms for approximate string matching", 1985).
  package static func distance<Letter: Equatable>(
    _ first: [Letter], _ second: [Letter], atMost most: Int = .max
  ) -> Int? {
    let band = min(most, max(first.count, second.count))
    guard abs(first.count - second.count) <= band else { return nil }
    // More than any distance, for what lies outside of the band.
    let far = first.count + second.count + 1
    var beforeLast = [Int](repeating: far, count: second.count + 2)
    var last = (0..<second.count + 2).map { $0 <= min(band, second.count) ? $0 : far }
    var row = beforeLast
    for i in first.indices {
      let low = max(i + 1 - band, 1)
      let high = min(i + 1 + band, second.count)
      row[low - 1] = low == 1 && i < band ? i + 1 : far
      row[high + 1] = far
      for j in low - 1..<max(high, low - 1) {
        let replaced = last[j] + (first[i] == second[j] ? 0 : 1)
        var edits = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          edits = min(edits, beforeLast[j - 1] + 1)
        }
        row[j + 1] = edits
      }
      (beforeLast, last, row) = (last, row, beforeLast)
    }
    let edits = last[second.count]
    return edits <= band ? edits : nil
  }
}
