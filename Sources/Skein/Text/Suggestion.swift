/// Finds what a mistyped name was probably meant to be.
package enum Suggestion {
  /// The candidate with the fewest edits from `name`, ignoring case, if they are few for its length:
  /// one edit up to five letters, then one more for every three.
  ///
  /// Cost: the product of the lengths for each candidate of about the same length.
  package static func nearest(to name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().prefix(200))
    let limit = max(1, wanted.count / 3)
    var best: (candidate: String, edits: Int)?
    for candidate in candidates where candidate.utf8.count <= 1000 {
      let letters = Array(candidate.lowercased())
      guard abs(letters.count - wanted.count) <= limit else { continue }
      let edits = distance(wanted, letters)
      if edits <= limit, edits < wanted.count, edits < best?.edits ?? .max {
        best = (candidate, edits)
      }
    }
    return best?.candidate
  }

  /// The least number of insertions, deletions, replacements and swaps of neighbours that make one
  /// text the other (the restricted Damerau–Levenshtein distance).
  package static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    for i in first.indices {
      var row = [i + 1]
      row.reserveCapacity(second.count + 1)
      for j in second.indices {
        let replaced = last[j] + (first[i] == second[j] ? 0 : 1)
        var edits = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          edits = min(edits, beforeLast[j - 1] + 1)
        }
        row.append(edits)
      }
      beforeLast = last
      last = row
    }
    return last[second.count]
  }
}
