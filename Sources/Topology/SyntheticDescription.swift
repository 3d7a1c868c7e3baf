/// Checks a synthetic description before hwloc builds it.
///
/// hwloc builds whatever it is asked for: ten million processors take it minutes and gigabytes,
/// and so does one processor with the number four billion.
enum SyntheticDescription {
  /// More than any machine that runs one system image.
  static let maximumProcessors = 16_384
  /// More kinds of objects than there are; hwloc writes beyond an array of 128.
  static let maximumLevels = 32

  static func check(_ description: String) throws(TopologyError) {
    func refuse(_ reason: String) -> TopologyError {
      .synthetic(description: description, reason: reason)
    }
    // Attributes in parentheses and memory in brackets do not multiply the processors.
    var levels = ""
    var depth = 0
    for character in description {
      switch character {
      case "(", "[":
        depth += 1
      case ")", "]":
        guard depth > 0 else { throw refuse("\(character) closes nothing") }
        depth -= 1
        levels.append(" ")
      default:
        if depth == 0 { levels.append(character) }
      }
    }
    guard depth == 0 else { throw refuse("a parenthesis or bracket is left open") }

    var processors = 1
    let counts = levels.split(separator: " ")
    guard counts.count <= maximumLevels else {
      throw refuse("it has \(counts.count) levels, and \(maximumLevels) are the most")
    }
    for level in counts {
      guard let digits = level.split(separator: ":", omittingEmptySubsequences: false).last,
        isDecimal(digits)
      else { throw refuse("\"\(level)\" has no count") }
      guard let count = Int(digits), count <= maximumProcessors, count > 0,
        processors * count <= maximumProcessors
      else { throw refuse("it does not have 1 to \(maximumProcessors) processors") }
      processors *= count
    }
    try checkEnd(counts.last, refuse)
    try checkIndexes(description, refuse)
  }

  /// hwloc wants processors at the end, and does not say so.
  private static func checkEnd(
    _ last: Substring?, _ refuse: (String) -> TopologyError
  ) throws(TopologyError) {
    guard let last, let type = last.split(separator: ":").first, !isDecimal(type),
      !type.lowercased().hasPrefix("pu")
    else { return }
    throw refuse("it ends in \(last) and has no processors: add pu:1 at the end")
  }

  private static func checkIndexes(
    _ description: String, _ refuse: (String) -> TopologyError
  ) throws(TopologyError) {
    let lists = description.components(after: "indexes=")
    for list in lists {
      // By the name of a level, which hwloc takes only where it lies above, and else aborts.
      guard list.allSatisfy({ isDecimal($0) || ":*,".contains($0) }) else {
        throw refuse("indexes are numbers here, not “\(list)”")
      }
      for number in list.split(whereSeparator: { !isDecimal($0) }) {
        guard let value = Int(number), value <= CPUSet.maximumProcessor else {
          throw refuse("the number \(number) is above \(CPUSet.maximumProcessor)")
        }
      }
    }
  }

  private static func isDecimal(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.allSatisfy(isDecimal)
  }

  private static func isDecimal(_ character: Character) -> Bool {
    character.isASCII && character.isNumber
  }
}

extension String {
  /// What follows each occurrence of a key, up to the next blank or closing parenthesis.
  fileprivate func components(after key: String) -> [Substring] {
    ranges(of: key).map { range in
      self[range.upperBound...].prefix { $0 != " " && $0 != ")" }
    }
  }
}
