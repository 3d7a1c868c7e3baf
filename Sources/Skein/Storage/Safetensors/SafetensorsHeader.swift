/// The header of a safetensors file: what its tensors are and where their bytes lie.
///
/// Source: the format description of the safetensors project, version 0.4 and later.
struct SafetensorsHeader: Sendable, Equatable {
  /// One tensor and the place of its bytes in the data that follows the header.
  struct Tensor: Sendable, Equatable {
    var entry: TensorEntry
    var range: Range<Int>
  }

  /// In the order of their bytes.
  var tensors: [Tensor]
  var metadata: [String: String]

  /// In bytes; the reference implementation allows six times as many, which no file comes near.
  static let maximumSize = 16 << 20
  static let maximumMetadataCount = 1 << 16
  static let maximumTensorCount = 1 << 16
  /// Far more axes than any tensor library supports.
  static let maximumRank = 64
  static let metadataKey = "__metadata__"

  /// The header of a file that holds `entries` in this order, without gaps.
  init(entries: [TensorEntry], metadata: [String: String]) {
    var end = 0
    tensors = entries.map { entry in
      guard let count = entry.byteCount, count <= Int.max - end else {
        preconditionFailure("tensor \(entry.name) of shape \(entry.shape) is too large")
      }
      defer { end += count }
      return Tensor(entry: entry, range: end..<end + count)
    }
    self.metadata = metadata
  }

  /// Reads the JSON text of a header and checks it against `dataCount`, the bytes that follow it.
  init(json: [UInt8], dataCount: Int, file: String) throws(SafetensorsError) {
    var parser = SafetensorsHeaderParser(bytes: json, file: file)
    try parser.parse()
    metadata = parser.metadata
    tensors = parser.tensors.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try checkPlaces(dataCount: dataCount, file: file)
  }

  /// Sizes match shapes, and the tensors cover the data once, without gap or overlap.
  private func checkPlaces(dataCount: Int, file: String) throws(SafetensorsError) {
    var end = 0
    for tensor in tensors {
      let entry = tensor.entry
      let range = tensor.range
      func bad(_ problem: String) -> SafetensorsError {
        .badTensor(file: file, name: entry.name, problem: problem)
      }
      guard let count = entry.byteCount else {
        throw bad("the shape \(entry.shape) has more elements than can be counted")
      }
      guard count == range.count else {
        throw bad(
          "shape \(entry.shape) of \(entry.type.rawValue) takes \(count) bytes, but its"
            + " data_offsets span \(range.count)")
      }
      guard range.upperBound <= dataCount else {
        throw bad("its data end at byte \(range.upperBound) of \(dataCount) that the file holds")
      }
      guard range.lowerBound >= end else {
        throw bad("its data begin at byte \(range.lowerBound), inside those of another tensor")
      }
      guard range.lowerBound == end else {
        throw bad("bytes \(end) to \(range.lowerBound) before its data belong to no tensor")
      }
      end = range.upperBound
    }
    guard end == dataCount else {
      throw .malformed(
        file: file, byte: 8 + end, problem: "the last \(dataCount - end) bytes belong to no tensor")
    }
  }

  /// The header as it is written, padded with spaces to a multiple of 8 bytes.
  ///
  /// Metadata first, keys sorted by their bytes; then the tensors in order. The same as the
  /// reference implementation writes.
  var json: [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let texts = pairs.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      members.append("\"\(Self.metadataKey)\":{\(texts.joined(separator: ","))}")
    }
    for tensor in tensors {
      let extents = tensor.entry.shape.map(String.init).joined(separator: ",")
      let range = tensor.range
      members.append(
        "\(Self.quoted(tensor.entry.name)):{\"dtype\":\"\(tensor.entry.type.rawValue)\","
          + "\"shape\":[\(extents)],\"data_offsets\":[\(range.lowerBound),\(range.upperBound)]}")
    }
    var bytes = Array("{\(members.joined(separator: ","))}".utf8)
    while bytes.count % 8 != 0 { bytes.append(0x20) }
    return bytes
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{8}": quoted += "\\b"
      case "\u{C}": quoted += "\\f"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
