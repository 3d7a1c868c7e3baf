extension SharedBuffer {
  /// A copy of `elements` whose pages are touched first by the workers that own them, so that each
  /// lies near its owner's core; a page with several owners goes to whoever is first.
  ///
  /// - Parameters:
  ///   - owned: the elements of each of the crew's workers; together all of them.
  /// - Throws: what the crew's `run` throws.
  package convenience init(
    _ elements: [Element], owned: [Range<Int>], by crew: Crew
  ) throws(CrewError) where Element: Sendable {
    precondition(owned.count == crew.count, "\(owned.count) owners for \(crew.count) workers")
    precondition(
      owned.reduce(0) { $0 + $1.count } == elements.count, "elements without an owner")
    self.init(untouched: elements.count)
    try crew.run { worker in
      let range = owned[worker]
      elements.withUnsafeBufferPointer { source in
        guard let first = source.baseAddress, !range.isEmpty else { return }
        (self.base + range.lowerBound).update(from: first + range.lowerBound, count: range.count)
      }
    }
  }
}
