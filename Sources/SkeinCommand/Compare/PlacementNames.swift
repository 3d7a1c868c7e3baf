/// Several placements in one text: `spread,compact,none`, `spread,0,2,numa:1`.
enum PlacementNames {
  private static let words: Set<String> = ["spread", "compact", "smt", "none"]

  /// The placements, in their order. A policy's name stands alone between commas, and what lies between
  /// two of them is one list or expression, whose own commas stay; a semicolon always separates.
  static func split(_ text: String) -> [String] {
    text.split(separator: ";", omittingEmptySubsequences: false).flatMap { part in
      var names: [String] = []
      var joins = false
      for item in part.split(separator: ",", omittingEmptySubsequences: false) {
        let name = item.drop(while: \.isWhitespace)
        if words.contains(String(name)) {
          names.append(String(name))
          joins = false
        } else if joins {
          names[names.count - 1] += "," + item
        } else {
          names.append(String(name))
          joins = true
        }
      }
      return names
    }
  }
}
