/// Text from outside, cut to what fits somewhere, at a cost that its length does not matter to.
package enum ShortText {
  /// `text`, or its beginning with an ellipsis: at most `limit` characters.
  ///
  /// A character may be made of any number of scalars, such as a letter with marks; of these at most
  /// four a character stay.
  package static func cut(_ text: String, to limit: Int, ellipsis: String = "…") -> String {
    precondition(limit >= 1, "text cut to \(limit) characters")
    // A copy: a part of the text would be cut into characters by looking beyond its end.
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(4 * limit)))
    let isWhole = start.utf8.count == text.utf8.count
    return isWhole && start.count <= limit ? text : start.prefix(limit - 1) + ellipsis
  }
}
