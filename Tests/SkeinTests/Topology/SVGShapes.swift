import Foundation
import Skein
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The rectangles and texts of an SVG file, by a parser that knows nothing of how it was written.
final class SVGShapes: NSObject, XMLParserDelegate {
  struct Box {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    /// Whether the other lies inside, up to the rounding of the file's numbers.
    func holds(_ other: Box) -> Bool {
      other.x >= x - 0.02 && other.y >= y - 0.02 && other.x + other.width <= x + width + 0.03
        && other.y + other.height <= y + height + 0.03
    }

    func meets(_ other: Box) -> Bool {
      let across = min(x + width, other.x + other.width) - max(x, other.x)
      let down = min(y + height, other.y + other.height) - max(y, other.y)
      return across > 0.03 && down > 0.03
    }
  }

  private(set) var page = Box(x: 0, y: 0, width: 0, height: 0)
  private(set) var rectangles: [Box] = []
  /// Each text with its box by the width estimate and the height of capitals and descenders.
  private(set) var texts: [(text: String, box: Box)] = []
  private var pending: (attributes: [String: String], text: String)?

  static func read(_ svg: String) throws -> SVGShapes {
    let shapes = SVGShapes()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = shapes
    let isWellFormed = parser.parse()
    try #require(isWellFormed, "\(String(describing: parser.parserError))")
    return shapes
  }

  private static func number(_ attributes: [String: String], _ name: String) -> Double {
    attributes[name].flatMap { Double($0) } ?? .nan
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    switch name {
    case "svg":
      page.width = Self.number(attributes, "width")
      page.height = Self.number(attributes, "height")
    case "rect":
      rectangles.append(
        Box(
          x: Self.number(attributes, "x"), y: Self.number(attributes, "y"),
          width: Self.number(attributes, "width"), height: Self.number(attributes, "height")))
    case "text": pending = (attributes, "")
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    pending?.text += string
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    guard name == "text", let (attributes, text) = pending else { return }
    pending = nil
    let size = Self.number(attributes, "font-size")
    let width = TextWidth.estimate(text, size: size)
    let x = Self.number(attributes, "x")
    let start = attributes["text-anchor"] == "middle" ? x - width / 2 : x
    texts.append(
      (
        text,
        Box(
          x: start, y: Self.number(attributes, "y") - 0.75 * size, width: width,
          height: 0.95 * size)
      ))
  }
}
