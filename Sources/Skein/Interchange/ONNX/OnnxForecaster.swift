import ONNXSchema
import SwiftProtobuf

/// A forecaster for ONNX: `model.onnx`, whose input is what the network sees, or rows of the series; of many series,
/// `series.json` beside it.
package struct OnnxForecaster: ExportedForecaster {
  package let notes: [String] = []
  private let file: Onnx_ModelProto
  private let panel: ExportedPanel?

  /// - Parameters:
  ///   - forecaster: what is exported.
  ///   - loss: that it was trained with, which says what the last layer's numbers mean.
  ///   - inUnits: whether the graph takes rows in the series' own units and gives predictions in them; otherwise
  ///     it takes scaled ones and gives the last layer's numbers.
  ///   - panel: what each of many series has of its own; nil for one series.
  /// - Throws: `InterchangeError`.
  package init(_ forecaster: Forecaster, loss: Loss, inUnits: Bool, panel: ExportedPanel? = nil)
    throws
  {
    self.panel = panel
    let preparation = forecaster.preparation
    file = try OnnxNetwork(forecaster.model).file(
      inUnits ? OnnxMeaning(preparation, loss: loss, panel: panel) : nil,
      metadata: InterchangeFormat.metadata(
        layers: forecaster.model.architecture.specification, preparation: preparation, loss: loss,
        scaling: panel?.scaling))
  }

  /// Writes the files into a folder, reads them back and compares them.
  ///
  /// - Returns: their paths.
  /// - Throws: `FileError`, `InterchangeError.otherReadBack`.
  package func write(to folder: Folder) throws -> [String] {
    let place = FilePlace("model.onnx", in: folder)
    try file.write(to: place)
    let read = try FileReader(path: place.path).bytes()
    guard try Onnx_ModelProto(serializedBytes: read) == file else {
      throw InterchangeError.otherReadBack(file: place.path)
    }
    guard let panel else { return [place.path] }
    return [place.path, try panel.write(to: folder)]
  }
}

extension Onnx_ModelProto {
  /// The whole file.
  func bytes() throws -> [UInt8] { try serializedBytes() }

  /// Replaces the file.
  func write(to place: FilePlace) throws {
    let bytes = try self.bytes()
    try AtomicFile.write(to: place) { writer throws(FileError) in try writer.append(bytes) }
  }
}
