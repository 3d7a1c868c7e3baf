/// Letters with so many marks that comparing them takes long: `String` sorts the marks of a letter,
/// in the square of their number, to find equal texts that are composed otherwise.
///
/// Readers refuse them, so that every later comparison is linear. Unicode's stream-safe format allows
/// 30 (Unicode Standard Annex 15, section 13).
package struct StackedMarks {
  package static let most = 256
  private var marks = 0

  package init() {}

  /// Whether no letter of `text` has more than `most` marks.
  package static func areFew(in text: String) -> Bool {
    var counter = Self()
    return text.unicodeScalars.allSatisfy { counter.takes($0) }
  }

  /// Counts one character; false once there are too many in a row.
  package mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
    takes(isMark: Self.isMark(scalar))
  }

  /// Whether a character is one of the marks that are sorted.
  package static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
  }

  /// The same for a character that was looked at before.
  package mutating func takes(isMark: Bool) -> Bool {
    marks = isMark ? marks + 1 : 0
    return marks <= Self.most
  }
}
