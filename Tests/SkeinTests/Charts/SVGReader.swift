import Foundation
import Skein
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The attributes and texts of an SVG file, by a parser that knows nothing of how it was written.
final class SVGReader: NSObject, XMLParserDelegate {
  var elements: [(name: String, attributes: [String: String])] = []
  /// The text of each element, empty for one that holds elements.
  var texts: [String] = []
  private var isInside = false
  /// How far each element is moved by those around it.
  private var shifts: [(x: Double, y: Double)] = []
  /// Of the elements that are open.
  private var open: [(x: Double, y: Double)] = []

  static func read(_ svg: String) throws -> SVGReader {
    let reader = SVGReader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    let isWellFormed = parser.parse()
    try #require(isWellFormed, "\(String(describing: parser.parserError))")
    return reader
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    var shift = open.last ?? (0, 0)
    if let transform = attributes["transform"] {
      let numbers = transform.split { "translate() ".contains($0) }.compactMap { Double($0) }
      if numbers.count == 2 { shift = (shift.x + numbers[0], shift.y + numbers[1]) }
    }
    open.append(shift)
    shifts.append(shift)
    elements.append((name, attributes))
    texts.append("")
    isInside = true
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if isInside { texts[texts.count - 1] += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    isInside = false
    open.removeLast()
  }

  /// Places of the paths, at most those of the plot and not the legend's samples.
  var pathPoints: [[Double]] {
    elements.filter { $0.name == "path" }.map { element in
      (element.attributes["d"] ?? "").split { "MZh ".contains($0) }.compactMap { Double($0) }
    }
  }

  /// Where texts lie, with their baselines: from an estimate of their widths.
  var boxes: [(x: ClosedRange<Double>, y: Double, text: String)] {
    elements.indices.filter { elements[$0].name == "text" }.map { index in
      let (attributes, text) = (elements[index].attributes, texts[index])
      let x = (Double(attributes["x"] ?? "") ?? -1) + shifts[index].x
      let size = Double(attributes["font-size"] ?? "") ?? 0
      let width = TextWidth.estimate(text, size: size) * 0.9
      let start =
        switch attributes["text-anchor"] {
        case "middle": x - width / 2
        case "end": x - width
        default: x
        }
      return (start...start + width, (Double(attributes["y"] ?? "") ?? -1) + shifts[index].y, text)
    }
  }

  /// Pairs of texts that meet.
  var meetings: [(String, String)] {
    let boxes = boxes
    return boxes.indices.flatMap { index in
      boxes[(index + 1)...].filter { other in
        abs(boxes[index].y - other.y) < 11 && boxes[index].x.overlaps(other.x)
      }.map { (boxes[index].text, $0.text) }
    }
  }
}
