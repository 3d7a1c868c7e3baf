/// The explanation below a machine's picture, in as many rows as it needs.
struct TopologyLegend {
  struct Entry {
    enum Sample {
      /// A processor as it is drawn in the machine.
      case cell(SVGDocument.Attributes)
      /// The stripe below a processor, in so many parts.
      case stripe(SVGDocument.Attributes, parts: Int)
    }

    let text: String
    let sample: Sample
  }

  private struct Place {
    let entry: Entry
    let text: String
    let x: Double
    let row: Int
  }

  private static let rowHeight = 20.0
  private static let sampleWidth = 14.0
  private let places: [Place]
  private let size: Double
  let height: Double

  init(_ entries: [Entry], width: Double, size: Double) {
    self.size = size
    var places: [Place] = []
    var (x, row) = (0.0, 0)
    for entry in entries {
      let room = width - Self.sampleWidth - 7
      let text = TextWidth.fitted(entry.text, size: size, width: room)
      let needed = Self.sampleWidth + 7 + TextWidth.estimate(text, size: size)
      if x > 0, x + needed > width {
        x = 0
        row += 1
      }
      places.append(Place(entry: entry, text: text, x: x, row: row))
      x += needed + 18
    }
    self.places = places
    height = places.isEmpty ? 0 : Double(row + 1) * Self.rowHeight
  }

  /// The stripe of a kind of cores. Kinds differ by the number of parts as well: the colours come
  /// around, and not everybody sees them.
  static func stripe(
    x: Double, y: Double, width: Double, parts: Int, _ attributes: SVGDocument.Attributes,
    _ document: inout SVGDocument
  ) {
    let parts = min(parts, mostParts)
    let part = (width - Double(parts - 1) * partGap) / Double(parts)
    for index in 0..<parts {
      document.rect(
        x: x + Double(index) * (part + partGap), y: y, width: part, height: 3, attributes)
    }
  }

  private static let mostParts = 6
  private static let partGap = 1.0

  func draw(x: Double, y: Double, _ document: inout SVGDocument) {
    for place in places {
      let left = x + place.x
      let top = y + Double(place.row) * Self.rowHeight
      switch place.entry.sample {
      case .cell(let attributes):
        document.rect(x: left, y: top + 2, width: Self.sampleWidth, height: 14, attributes)
      case .stripe(let attributes, let parts):
        Self.stripe(
          x: left, y: top + 8, width: Self.sampleWidth, parts: parts, attributes, &document)
      }
      document.text(
        place.text, x: left + Self.sampleWidth + 7, y: top + 13.5,
        TopologyDrawing.text(.ink, size: size))
    }
  }
}
