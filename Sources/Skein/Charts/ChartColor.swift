/// A colour of a chart that reads on white and on a dark background.
///
/// Source of the palette: Okabe and Ito, "Color Universal Design", 2008: the hues stay apart for
/// every kind of colour vision. Its yellow is left out on white, its blue on dark, where they fade.
package enum ChartColor: Sendable, Equatable {
  /// The palette's colour of this number, counted around.
  case palette(Int)
  /// Grey, for what is given rather than found, such as the truth.
  case neutral

  private static let colors: [(light: String, dark: String, ansi: Int)] = [
    ("#0072b2", "#56b4e9", 4),  // blue, sky blue
    ("#d55e00", "#e69f00", 3),  // vermillion, orange
    ("#009e73", "#009e73", 2),  // bluish green
    ("#cc79a7", "#cc79a7", 5),  // reddish purple
    ("#e69f00", "#f0e442", 1),  // orange, yellow
    ("#56b4e9", "#d55e00", 6),  // sky blue, vermillion
  ]

  private var pair: (light: String, dark: String, ansi: Int) {
    switch self {
    case .palette(let number):
      let count = Self.colors.count
      return Self.colors[(number % count + count) % count]
    case .neutral: return ("#6b7280", "#9ca3af", 7)
    }
  }

  /// The colour on white, as `#rrggbb`.
  package var light: String { pair.light }
  /// The colour on a dark background, as `#rrggbb`.
  package var dark: String { pair.dark }
  /// The number of a similar terminal colour, 0 to 7, so that the user's theme applies.
  var ansi: Int { pair.ansi }

  /// The class that the SVG's style sheet gives the dark colour.
  var className: String {
    switch self {
    case .palette(let number):
      let count = Self.colors.count
      return "c\((number % count + count) % count)"
    case .neutral: return "cn"
    }
  }

  static var all: [ChartColor] {
    colors.indices.map { .palette($0) } + [.neutral]
  }
}
