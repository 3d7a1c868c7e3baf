/// The order in which several things are measured in turn, round by round.
package enum Turns {
  /// Forwards in one round and backwards in the next, so that whatever drifts on the machine meets all
  /// of them alike.
  package static func order<Item>(_ items: [Item], round: Int) -> [Item] {
    round.isMultiple(of: 2) ? items : items.reversed()
  }
}
