/// The colours of Skein's drawings on white and on a dark background.
///
/// An element takes its light colour as an attribute and a class besides. The style sheet holds
/// only the dark colours, inside a media query: where that is not understood, the light ones hold.
package enum SVGTheme: String, CaseIterable, Sendable {
  case paper, ink, muted, axis, grid, faint, shade

  /// The colour on white, as `#rrggbb`.
  package var light: String {
    switch self {
    case .paper: "#ffffff"
    case .ink: "#1f2328"
    case .muted: "#59636e"
    case .axis: "#8c959f"
    case .grid: "#e4e7eb"
    case .faint: "#f1f3f5"
    case .shade: "#f3f5f8"
    }
  }

  /// The colour on a dark background, as `#rrggbb`.
  package var dark: String {
    switch self {
    case .paper: "#0d1117"
    case .ink: "#f0f6fc"
    case .muted: "#9198a1"
    case .axis: "#6e7681"
    case .grid: "#262c36"
    case .faint: "#1a1f27"
    case .shade: "#161b22"
    }
  }

  /// The class of elements filled with this colour.
  package var fillClass: String { "f-\(rawValue)" }
  /// The class of elements drawn in lines of this colour.
  package var strokeClass: String { "s-\(rawValue)" }

  /// The style sheet of a drawing that uses these colours and those of `ChartColor`.
  package static var styleSheet: String {
    var rules = allCases.map { role in
      ".\(role.fillClass){fill:\(role.dark)}.\(role.strokeClass){stroke:\(role.dark)}"
    }
    rules += ChartColor.all.map { color in
      ".f-\(color.className){fill:\(color.dark)}.s-\(color.className){stroke:\(color.dark)}"
    }
    return "@media screen and (prefers-color-scheme: dark){\(rules.joined())}"
  }
}
