import Foundation

/// The text of an SVG file, written element by element.
///
/// Every text and attribute is escaped; numbers have at most two decimals. The bytes depend only on
/// the calls.
package struct SVGDocument: Sendable {
  /// A place in the drawing: x to the right, y down, in units of the view box.
  package struct Point: Sendable, Equatable {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// The value of an attribute.
  package enum Value: Sendable, ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByStringInterpolation
  {
    case text(String)
    case number(Double)

    package init(stringLiteral value: String) { self = .text(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
  }

  /// Attributes in the order in which they are written.
  package typealias Attributes = KeyValuePairs<String, Value>

  private var body = ""
  private var indent = "  "
  private let head: String

  /// - Parameters:
  ///   - title: what screen readers say and browsers show as a tooltip, cut after 300 characters.
  ///   - description: what screen readers say after it.
  ///   - styleSheet: CSS for the whole drawing.
  package init(
    width: Double, height: Double, title: String, description: String = "",
    styleSheet: String = ""
  ) {
    let size = "\(Self.number(width)) \(Self.number(height))"
    let label = Self.escaped(ShortText.cut(title, to: 300))
    var head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\""
      + " width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
      + " role=\"img\" aria-label=\"\(label)\" font-family=\"\(Self.fontFamily)\">\n"
    if !label.isEmpty { head += "  <title>\(label)</title>\n" }
    if !description.isEmpty {
      head += "  <desc>\(Self.escaped(ShortText.cut(description, to: 1000)))</desc>\n"
    }
    if !styleSheet.isEmpty { head += "  <style>\(Self.escaped(styleSheet))</style>\n" }
    self.head = head
  }

  /// The system's own sans serif, whatever it is.
  package static let fontFamily =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

  /// The whole file.
  package var text: String { head + body + "</svg>\n" }

  /// Any element without content.
  package mutating func element(_ name: String, _ attributes: Attributes) {
    body += "\(indent)<\(name)\(Self.text(attributes))/>\n"
  }

  package mutating func rect(
    x: Double, y: Double, width: Double, height: Double, _ attributes: Attributes
  ) {
    let place: Attributes = [
      "x": .number(x), "y": .number(y), "width": .number(width), "height": .number(height),
    ]
    body += "\(indent)<rect\(Self.text(place))\(Self.text(attributes))/>\n"
  }

  /// The background of the whole drawing.
  package mutating func paper(_ size: ChartSize) {
    rect(
      x: 0, y: 0, width: size.width, height: size.height,
      ["class": .text(SVGTheme.paper.fillClass), "fill": .text(SVGTheme.paper.light)])
  }

  package mutating func line(from start: Point, to end: Point, _ attributes: Attributes) {
    let place: Attributes = [
      "x1": .number(start.x), "y1": .number(start.y), "x2": .number(end.x), "y2": .number(end.y),
    ]
    body += "\(indent)<line\(Self.text(place))\(Self.text(attributes))/>\n"
  }

  package mutating func polyline(_ points: [Point], _ attributes: Attributes) {
    path([points], attributes)
  }

  /// One path of several runs of points; a run of one point is drawn as a dot if the line's caps
  /// are round. `isClosed` joins each run's end to its start.
  package mutating func path(
    _ runs: [[Point]], isClosed: Bool = false, _ attributes: Attributes
  ) {
    let data = runs.filter { !$0.isEmpty }.map { run in
      // Tenths of a unit are finer than any screen, and a third of the bytes of a long line.
      let places = run.map { "\(Self.number($0.x, decimals: 1)) \(Self.number($0.y, decimals: 1))" }
      return "M" + places.joined(separator: " ") + (isClosed ? "Z" : run.count == 1 ? "h0" : "")
    }
    guard !data.isEmpty else { return }
    body += "\(indent)<path d=\"\(data.joined())\"\(Self.text(attributes))/>\n"
  }

  /// A line of text whose baseline begins at `x`, `y`, or as `text-anchor` says.
  package mutating func text(
    _ content: String, x: Double, y: Double, _ attributes: Attributes
  ) {
    let place: Attributes = ["x": .number(x), "y": .number(y)]
    body += "\(indent)<text\(Self.text(place))\(Self.text(attributes))>"
    body += Self.escaped(content) + "</text>\n"
  }

  /// Elements that share attributes.
  package mutating func group(_ attributes: Attributes, _ content: (inout SVGDocument) -> Void) {
    body += "\(indent)<g\(Self.text(attributes))>\n"
    indent += "  "
    content(&self)
    indent.removeLast(2)
    body += "\(indent)</g>\n"
  }

  /// `value` with at most `decimals` decimals (2 at most) and no needless zeros.
  package static func number(_ value: Double, decimals: Int = 2) -> String {
    precondition(value.isFinite, "\(value) cannot be drawn")
    precondition((0...2).contains(decimals), "\(decimals) decimals")
    let scale = [1, 10, 100][decimals]
    let units = Int((min(max(value, -1e9), 1e9) * Double(scale)).rounded())
    let whole = units.magnitude / UInt(scale)
    var fraction = String(units.magnitude % UInt(scale) + UInt(scale)).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    let sign = units < 0 ? "-" : ""
    return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
  }

  /// `text` for XML content and attributes; characters that XML 1.0 bars, and those that show nothing or turn
  /// the order of the text around them, become U+FFFD.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n", "\r", "\t": escaped += " "
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      case _ where scalar.isHidden && !scalar.isJoiner: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func text(_ attributes: Attributes) -> String {
    attributes.map { name, value in
      switch value {
      case .text(let text): " \(name)=\"\(escaped(text))\""
      case .number(let value): " \(name)=\"\(number(value))\""
      }
    }.joined()
  }
}
