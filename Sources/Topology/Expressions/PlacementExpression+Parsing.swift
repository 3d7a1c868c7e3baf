extension PlacementExpression {
  private static let abstractNames: [(name: String, level: ObjectLevel)] = [
    ("threads", .processor), ("cores", .core), ("sockets", .package),
    ("ll_caches", .lastLevelCache), ("numa_domains", .numaNode),
  ]

  static func form(of text: String) throws(TopologyError) -> Form {
    var cursor = try PlacementCursor(text)
    cursor.skipBlanks()
    if PlaceList.begins(cursor) {
      let places = try PlaceList(&cursor)
      guard cursor.isAtEnd else { throw cursor.refused("places are joined by commas") }
      return .places(places)
    }
    if let abstract = try abstractName(cursor) { return abstract }
    var terms: [Term] = []
    while !cursor.isAtEnd {
      terms.append(try term(&cursor, isFirst: terms.isEmpty))
      let end = cursor.position
      cursor.skipBlanks()
      if cursor.take(",") {
        cursor.skipBlanks()
        if cursor.isAtEnd { throw cursor.refused("nothing follows the comma", at: end) }
      } else if !cursor.isAtEnd, cursor.position == end {
        throw cursor.refused("this does not belong there; join terms by blanks or commas")
      }
    }
    guard !terms.isEmpty else { throw cursor.refused("it is empty", at: 0) }
    return .terms(terms)
  }

  /// `cores`, `sockets(2)`: the whole text or nothing of it.
  private static func abstractName(
    _ given: PlacementCursor
  ) throws(TopologyError) -> Form? {
    for (name, level) in abstractNames {
      var cursor = given
      guard cursor.take(word: name) else { continue }
      cursor.skipBlanks()
      if cursor.isAtEnd { return .abstract(level, count: nil) }
      guard cursor.take("(") else { continue }
      let place = cursor.position
      let count = try cursor.number(of: "a number of places")
      guard count > 0 else { throw cursor.refused("there is at least 1 place", at: place) }
      guard cursor.take(")") else { throw cursor.refused("a closing parenthesis is missing") }
      cursor.skipBlanks()
      guard cursor.isAtEnd else { throw cursor.refused("\(name)(…) stands alone") }
      return .abstract(level, count: count)
    }
    return nil
  }

  private static func term(
    _ cursor: inout PlacementCursor, isFirst: Bool
  ) throws(TopologyError) -> Term {
    let start = cursor.position
    let operation = takeOperation(&cursor)
    if isFirst, operation != .add, operation != .toggle {
      throw cursor.refused("nothing is named before it; begin with all", at: start)
    }
    let content: Term.Content
    if ProcessorMask.begins(cursor) {
      content = .mask(try ProcessorMask(&cursor))
    } else if ThreadDomain.begins(cursor) {
      content = .domains(try domains(&cursor))
    } else {
      content = try objects(&cursor)
    }
    return Term(operation: operation, content: content, position: start)
  }

  private static func takeOperation(_ cursor: inout PlacementCursor) -> Operation {
    if cursor.take("~") { return .remove }
    if cursor.take("^") { return .toggle }
    if cursor.take("+") { return .add }
    // No object's name begins with an x.
    if cursor.take("x") { return .keep }
    return .add
  }

  private static func domains(
    _ cursor: inout PlacementCursor
  ) throws(TopologyError) -> [Term.Domain] {
    var domains: [Term.Domain] = []
    repeat {
      let start = cursor.position
      guard ThreadDomain.begins(cursor) else {
        throw cursor.refused("behind @ stands another domain, such as S1:0-3")
      }
      domains.append(Term.Domain(domain: try ThreadDomain(&cursor), position: start))
    } while cursor.take("@")
    return domains
  }

  private static func objects(
    _ cursor: inout PlacementCursor
  ) throws(TopologyError) -> Term.Content {
    var links: [Term.Link] = []
    repeat {
      let start = cursor.position
      let name = cursor.take { $0.isASCII && ($0.isLetter || $0.isNumber) }
      if links.isEmpty, ["all", "root"].contains(name.lowercased()), cursor.next != ":" {
        return .objects([])
      }
      if links.isEmpty, name.lowercased() == "per", cursor.take(":") {
        let place = cursor.position
        let name = cursor.take { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return .each(try level(name, cursor, at: place))
      }
      let level = try level(name, cursor, at: start)
      guard cursor.take(":") || cursor.take("=") else {
        throw cursor.refused(
          "behind \(name) stands a colon and which of them, such as \(name):0 or \(name):all")
      }
      links.append(
        Term.Link(level: level, indexes: try IndexList(&cursor), position: start))
    } while cursor.take(".")
    return .objects(links)
  }

  private static func level(
    _ name: String, _ cursor: PlacementCursor, at place: Int
  ) throws(TopologyError) -> ObjectLevel {
    if let level = ObjectLevel(name: name) { return level }
    if !name.isEmpty, name.allSatisfy(\.isNumber) {
      throw cursor.refused(
        "numbers alone are a list such as 0,2,4-7, with nothing else beside it", at: place)
    }
    let shown = name.isEmpty ? cursor.word(at: place) : name
    let what =
      shown.isEmpty ? "the name of an object is missing" : "there is no object called \(shown)"
    throw cursor.refused("\(what); objects are \(ObjectLevel.known)", at: place)
  }
}
