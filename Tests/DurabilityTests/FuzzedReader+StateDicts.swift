import Foundation
import Skein

/// Readers of state dicts of PyTorch.
extension FuzzedReader {
  /// What PyTorch saved, from the tests' golden files.
  private static func golden(_ names: [String]) throws -> [[UInt8]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("SkeinTests/Golden/Interchange")
    return try names.map { Array(try Data(contentsOf: folder.appendingPathComponent($0))) }
  }

  @Sendable private static func readState(_ bytes: [UInt8]) -> String? {
    sentence {
      let network = try ImportedNetwork(bytes: bytes, file: "f.pt", format: .pytorch)
      _ = try network.model(for: LayerShape(steps: 3, features: network.inputSize), file: "f.pt")
    }
  }

  static func stateDict() throws -> FuzzedReader {
    let files = [
      "checkpoint.pt", "double.pt", "entry.pt", "half.pt", "old.pt", "stack.pt", "whole.pt",
      "entry.found.safetensors", "stack.found.safetensors",
    ]
    return FuzzedReader(
      name: "state dict", share: 100, corpus: try golden(files), read: readState)
  }

  /// Zip files that are sound and whose pickles are not: what the checksums keep from the code behind them.
  static func pickle() throws -> FuzzedReader {
    let files = try golden(["checkpoint.pt", "double.pt", "entry.pt", "half.pt", "stack.pt"])
    let archives = files.map(entries)
    let pickles = archives.compactMap { $0.first { $0.name.hasSuffix("/data.pkl") }?.bytes }
    precondition(pickles.count == files.count, "golden files without data.pkl")
    return FuzzedReader(
      name: "pickle", share: 200, corpus: files,
      generate: { seed, number in
        var random = Mutator(seed: seed, number: number)
        let archive = archives[random.next(archives.count)]
        var file = ZipFile()
        for entry in archive {
          file.add(
            entry.name,
            entry.name.hasSuffix("/data.pkl")
              ? random.damaged([entry.bytes] + pickles) : entry.bytes)
        }
        return file.bytes ?? []
      }, read: readState)
  }

  /// What a zip file holds by its directory, of entries that are stored as they are.
  private static func entries(of file: [UInt8]) -> [(name: String, bytes: [UInt8])] {
    func number(_ place: Int, _ bytes: Int) -> Int {
      (0..<bytes).reduce(0) { $0 | Int(file[place + $1]) << (8 * $1) }
    }
    var found: [(name: String, bytes: [UInt8])] = []
    let signature: [UInt8] = [0x50, 0x4B, 1, 2]
    for place in file.indices.dropLast(46) where file[place..<place + 4].elementsEqual(signature) {
      let name = file[place + 46..<place + 46 + number(place + 28, 2)]
      let header = number(place + 42, 4)
      let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
      let bytes = Array(file[start..<start + number(place + 24, 4)])
      found.append((String(decoding: name, as: UTF8.self), bytes))
    }
    return found
  }
}
