/// Reads the text of a placement from left to right, and says where it went wrong.
struct PlacementCursor {
  /// Longer than any list of the processors of a machine.
  static let mostBytes = 65_536

  let text: String
  private let characters: [Character]
  /// The character that comes next, counted from 0.
  private(set) var position = 0

  /// - Throws: `TopologyError.placement` for a text that is too long.
  init(_ text: String) throws(TopologyError) {
    guard text.utf8.count <= Self.mostBytes else {
      throw .placement(
        text: String(text.prefix(40)) + "…", column: 1,
        reason: "it is longer than \(Self.mostBytes) bytes")
    }
    self.text = text
    characters = Array(text)
  }

  var isAtEnd: Bool { position == characters.count }

  var next: Character? { peek(0) }

  /// The character so many places ahead, nil behind the end.
  func peek(_ distance: Int) -> Character? {
    position + distance < characters.count ? characters[position + distance] : nil
  }

  mutating func skip(_ count: Int = 1) { position = min(position + count, characters.count) }

  /// Goes over a character if it comes next, and says whether it did.
  mutating func take(_ character: Character) -> Bool {
    guard next == character else { return false }
    position += 1
    return true
  }

  /// Goes over a word if it comes next, in any case, and says whether it did.
  mutating func take(word: String) -> Bool {
    let letters = Array(word)
    for (distance, letter) in letters.enumerated() {
      guard peek(distance).map({ $0.lowercased() == letter.lowercased() }) ?? false else {
        return false
      }
    }
    skip(letters.count)
    return true
  }

  /// Goes over all that fits, and returns it.
  mutating func take(while fits: (Character) -> Bool) -> String {
    let start = position
    while let next, fits(next) { position += 1 }
    return String(characters[start..<position])
  }

  mutating func skipBlanks() { _ = take { $0.isWhitespace } }

  /// What stands from a place to the next blank, shortened, for a message.
  func word(at place: Int) -> String {
    let rest = characters.dropFirst(place).prefix { !$0.isWhitespace }
    return rest.count > 24 ? String(rest.prefix(23)) + "…" : String(rest)
  }

  /// The error for what stands at a place, by default what comes next.
  func refused(_ reason: String, at place: Int? = nil) -> TopologyError {
    .placement(text: text, column: (place ?? position) + 1, reason: reason)
  }

  /// A number in decimal digits.
  ///
  /// - Parameter most: the largest number that makes sense.
  /// - Throws: `TopologyError.placement` where there is none, or a larger one.
  mutating func number(
    upTo most: Int = CPUSet.maximumProcessor, of what: String = "a number"
  ) throws(TopologyError) -> Int {
    let start = position
    let digits = take { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty else {
      throw refused("\(what) is missing", at: start)
    }
    guard let number = Int(digits), number <= most else {
      throw refused("\(digits.prefix(12)) is above \(most)", at: start)
    }
    return number
  }

  var isAtDigit: Bool { next.map { $0.isASCII && $0.isNumber } ?? false }
}
