import ONNXSchema
import SwiftProtobuf

/// A forecaster for ONNX: `model.onnx`, whose input is what the network sees, or rows of the series.
package struct OnnxForecaster: ExportedForecaster {
  package let notes: [String] = []
  private let file: Onnx_ModelProto

  /// - Parameters:
  ///   - forecaster: what is exported.
  ///   - loss: that it was trained with, which says what the last layer's numbers mean.
  ///   - inUnits: whether the graph takes rows in the series' own units and gives predictions in them; otherwise
  ///     it takes scaled ones and gives the last layer's numbers.
  /// - Throws: `InterchangeError`.
  package init(_ forecaster: Forecaster, loss: Loss, inUnits: Bool) throws {
    let preparation = forecaster.preparation
    file = try OnnxNetwork(forecaster.model).file(
      inUnits ? OnnxMeaning(preparation, loss: loss) : nil,
      metadata: InterchangeFormat.metadata(
        layers: forecaster.model.architecture.specification, preparation: preparation, loss: loss))
  }

  /// Writes the file into a folder, reads it back and compares it.
  ///
  /// - Returns: its path.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack`.
  package func write(to folder: Folder) throws -> [String] {
    let place = FilePlace("model.onnx", in: folder)
    try file.write(to: place)
    let read = try FileReader(path: place.path).bytes()
    guard try Onnx_ModelProto(serializedBytes: read) == file else {
      throw InterchangeError.otherReadBack(file: place.path)
    }
    return [place.path]
  }
}

extension Onnx_ModelProto {
  /// Replaces the file.
  func write(to place: FilePlace) throws {
    let bytes: [UInt8] = try serializedBytes()
    try AtomicFile.write(to: place) { writer throws(FileError) in try writer.append(bytes) }
  }
}
