/// How large a picture is, in units that are pixels where it is shown in full.
package struct ChartSize: Sendable, Equatable {
  package var width: Double
  package var height: Double

  package init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// For a page beside text or a screen.
  package static let wide = ChartSize(width: 880, height: 440)
  /// For a phone, on which the texts of a wide picture would be too small to read.
  package static let narrow = ChartSize(width: 400, height: 340)

  /// Whether there is room for little.
  var isNarrow: Bool { width < 600 }
}
