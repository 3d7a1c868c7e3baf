/// Foretells the levels that hwloc will make of a tree.
///
/// A level holds the objects of one type. hwloc keeps, for each, room for all objects that might
/// have been in it, and looks through everything below them. A few types that contain each other
/// in ever another order thus cost gigabytes and hours; a machine's come in one order.
struct XMLLevels {
  /// Places for objects in all levels together. 16,384 processors in twelve levels take 200,000.
  static let maximumPlaces = 1 << 19
  /// Types, and kinds of groups.
  private static let maximumSymbols = 64

  private struct Entry {
    let symbol: Int
    /// A bit for each symbol inside.
    var inside: UInt64 = 0
    var children: [Int] = []
  }

  private var symbols: [XMLObjectType: Int] = [:]
  private var entries: [Entry] = []

  static func check(_ root: XMLObject) throws(XMLFault) {
    var levels = XMLLevels()
    let top = try levels.add(root)
    guard levels.places(below: top) <= maximumPlaces else {
      throw root.fault("the types of its objects contain each other in too many orders")
    }
  }

  private mutating func add(_ object: XMLObject) throws(XMLFault) -> Int {
    let symbol = symbols[object.type] ?? symbols.count
    guard symbol < Self.maximumSymbols else {
      throw object.fault("there are more than \(Self.maximumSymbols) kinds of groups")
    }
    symbols[object.type] = symbol
    var entry = Entry(symbol: symbol)
    for child in object.children {
      let index = try add(child)
      entry.children.append(index)
      entry.inside |= entries[index].inside | 1 << UInt64(entries[index].symbol)
    }
    entries.append(entry)
    return entries.count - 1
  }

  /// Goes the way of `hwloc_connect_levels` in hwloc 2.9.
  private func places(below top: Int) -> Int {
    let processor = symbols[.processor]
    var places = 0
    var waiting = entries[top].children
    while !waiting.isEmpty, places <= Self.maximumPlaces {
      let first = waiting.first { entries[$0].symbol != processor } ?? waiting[0]
      var symbol = entries[first].symbol
      for index in waiting where entries[index].inside >> UInt64(symbol) & 1 == 1 {
        if entries[index].symbol != symbol { symbol = entries[index].symbol }
      }
      places += waiting.count + 1
      waiting = waiting.flatMap { entries[$0].symbol == symbol ? entries[$0].children : [$0] }
    }
    return places
  }
}
