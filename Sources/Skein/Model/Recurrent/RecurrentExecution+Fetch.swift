import CPlatform

extension RecurrentExecution {
  /// Asks for numbers that other members have just written, all lines at once: products take them one
  /// after the other, and would wait for each.
  ///
  /// - Parameter units: this member's, which the numbers are for.
  @inline(__always)
  func fetch(_ values: UnsafePointer<Float>, count: Int, for units: Range<Int>) {
    if seat.members == 1 || units.isEmpty { return }
    let lineFloats = 16
    var at = 0
    while at < min(count, Self.mostFetched) {
      skein_prefetch(values + at)
      at &+= lineFloats
    }
  }

  /// Eight kilobytes: more would push out of the first-level cache what is needed sooner.
  private static var mostFetched: Int { 2048 }
}
