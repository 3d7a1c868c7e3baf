/// A layer that was found among tensors which say by their names and shapes what they are of.
struct FoundLayer: Sendable {
  /// As `Sequential(specification:)` takes it.
  var specification: String
  /// Under Skein's names, with the shapes of its files.
  var parameters: [FoundParameter]
  var inputs: Int
  var outputs: Int

  /// The kind of layer: `lstm`.
  var keyword: String { String(specification.prefix { $0.isLetter }) }

  /// Whether it makes one vector of a sequence where it is not asked for all of it.
  var isRecurrent: Bool { !["dense", "layernorm", "embedding"].contains(keyword) }
}

struct FoundParameter: Sendable {
  var name: String
  var shape: [Int]
  var values: [Float]
}

/// What a file has under one name: a layer, or several that are stacked.
struct FoundModule: Sendable {
  let name: String
  let layers: [FoundLayer]

  var inputs: Int { layers.first?.inputs ?? 0 }
  var outputs: Int { layers.last?.outputs ?? 0 }

  /// What comes first where names do not tell: tokens, then series, then single vectors.
  fileprivate var rank: Int {
    guard let layer = layers.first else { return 4 }
    return switch layer.keyword {
    case "embedding": 0
    case "layernorm": 2
    case "dense": 3
    default: 1
    }
  }

  /// A name's texts and numbers, by which `lstm2` comes before `lstm10`.
  fileprivate var parts: [(text: String, number: Int)] {
    var parts: [(text: String, number: Int)] = [("", -1)]
    for character in name {
      if let digit = character.wholeNumberValue, character.isASCII {
        let last = max(parts[parts.count - 1].number, 0)
        if last < 1_000_000 { parts[parts.count - 1].number = last * 10 + digit }
      } else if parts[parts.count - 1].number >= 0 {
        parts.append((String(character), -1))
      } else {
        parts[parts.count - 1].text.append(character)
      }
    }
    return parts
  }
}

/// The order of modules of which a file may not say what follows what.
///
/// Each has to take as many numbers as the one before it gives. Of several orders that is the one of the file, of
/// numbers in the names, or of kinds: embeddings, recurrent layers, normalizations, dense layers.
struct ModuleOrder {
  let modules: [FoundModule]
  /// Whether it was chosen by kinds alone.
  let isGuessed: Bool

  /// More modules than this are not put in order without their names.
  static let most = 200
  private static let mostTries = 20_000

  /// Nil where no order fits.
  ///
  /// - Parameters:
  ///   - isOrdered: whether the modules come in their order.
  ///   - kinds: of all layers, where they are known.
  init?(_ found: [FoundModule], isOrdered: Bool, kinds: [String]? = nil) {
    if let kinds, found.reduce(0, { $0 + $1.layers.count }) != kinds.count { return nil }
    guard found.count <= Self.most else { return nil }
    let byName = found.sorted { Self.isBefore($0.parts, $1.parts) }
    for (order, isKnown) in [(found, isOrdered), (byName, Self.areNumbered(byName))]
    where isKnown && Self.fits(order, kinds) {
      modules = order
      isGuessed = false
      return
    }
    let byKind = byName.enumerated().sorted {
      ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
    }.map(\.element)
    var tries = 0
    guard let order = Self.order(of: byKind, after: [], kinds, &tries) else { return nil }
    modules = order
    isGuessed = order.count > 1
  }

  /// The first order of the rest that fits, in the order in which they are offered.
  private static func order(
    of rest: [FoundModule], after done: [FoundModule], _ kinds: [String]?, _ tries: inout Int
  ) -> [FoundModule]? {
    if rest.isEmpty { return done }
    for (index, module) in rest.enumerated() where fits(module, after: done, kinds) {
      tries += 1
      if tries > mostTries { return nil }
      var left = rest
      left.remove(at: index)
      if let order = order(of: left, after: done + [module], kinds, &tries) { return order }
    }
    return nil
  }

  private static func fits(_ modules: [FoundModule], _ kinds: [String]?) -> Bool {
    modules.indices.allSatisfy { fits(modules[$0], after: Array(modules[..<$0]), kinds) }
  }

  private static func fits(
    _ module: FoundModule, after done: [FoundModule], _ kinds: [String]?
  ) -> Bool {
    if let last = done.last, last.outputs != module.inputs || module.rank == 0 { return false }
    guard let kinds else { return true }
    let before = done.reduce(0) { $0 + $1.layers.count }
    return module.layers.map(\.keyword)
      .elementsEqual(kinds[before..<before + module.layers.count])
  }

  /// Whether the names differ in a last number alone.
  private static func areNumbered(_ modules: [FoundModule]) -> Bool {
    let parts = modules.map(\.parts)
    guard let first = parts.first else { return true }
    return parts.allSatisfy { part in
      part.count == first.count && (part.last?.number ?? -1) >= 0
        && zip(part, first).allSatisfy { $0.text == $1.text }
    }
  }

  private static func isBefore(
    _ a: [(text: String, number: Int)], _ b: [(text: String, number: Int)]
  ) -> Bool {
    for (one, other) in zip(a, b) where one != other { return one < other }
    return a.count < b.count
  }
}
