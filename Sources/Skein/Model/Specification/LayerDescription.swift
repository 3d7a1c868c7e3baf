/// One layer as a specification describes it: `bidirectional(lstm:50):sum`.
struct LayerDescription {
  /// In small letters, as it is compared.
  var keyword: String
  /// As it was written.
  var name: String
  /// What stands in brackets; nil without any.
  var inner: [LayerDescription]?
  /// What stands behind colons.
  var arguments: [String]
  /// Where it begins, in characters from 0.
  var place: Int
}

/// Reads the one grammar of layers, on the command line, in Swift and in `run.json`:
///
///     layers = layer, { ",", layer }
///     layer  = name, [ "(", layers, ")" ], { ":", argument }
///
/// with spaces around each of these.
struct LayerGrammar {
  private let characters: [Character]
  private var position = 0
  private var layers = 0

  /// - Throws: `ModelError` that says where the text makes no sense.
  static func descriptions(of text: String) throws(ModelError) -> [LayerDescription] {
    var grammar = Self(text)
    let layers = try grammar.list(depth: 0)
    if grammar.next != nil { throw .strayBracket(place: grammar.position + 1) }
    return layers
  }

  private init(_ text: String) { characters = Array(text) }

  private var next: Character? { position < characters.count ? characters[position] : nil }

  private mutating func skipSpaces() { while next == " " { position += 1 } }

  private mutating func takes(_ character: Character) -> Bool {
    skipSpaces()
    if next != character { return false }
    position += 1
    return true
  }

  private mutating func list(depth: Int) throws(ModelError) -> [LayerDescription] {
    var found = [try layer(depth: depth)]
    while takes(",") { found.append(try layer(depth: depth)) }
    return found
  }

  private mutating func layer(depth: Int) throws(ModelError) -> LayerDescription {
    layers += 1
    if layers > LayerCatalog.mostLayers {
      let all = characters.count { $0 == "," || $0 == "(" } + 1
      throw .tooManyLayers(all, most: LayerCatalog.mostLayers)
    }
    skipSpaces()
    let place = position
    let name = word()
    var inner: [LayerDescription]?
    if takes("(") {
      if depth == LayerCatalog.deepest {
        throw .tooDeep(place: position, most: LayerCatalog.deepest)
      }
      let bracket = position
      inner = try list(depth: depth + 1)
      if !takes(")") { throw .openBracket(place: bracket) }
    }
    var arguments: [String] = []
    while takes(":") { arguments.append(word()) }
    if let next, next != ",", next != ")" { throw .strayText(place: position + 1) }
    return LayerDescription(
      keyword: name.lowercased(), name: name, inner: inner, arguments: arguments, place: place)
  }

  /// What comes before the next sign of the grammar, without spaces around it.
  private mutating func word() -> String {
    skipSpaces()
    let start = position
    while let next, !",:()".contains(next) { position += 1 }
    var end = position
    while end > start, characters[end - 1] == " " { end -= 1 }
    return String(characters[start..<end])
  }
}
