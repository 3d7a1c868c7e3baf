import Skein

/// Readers of state dicts of PyTorch.
extension FuzzedReader {
  @Sendable static func readState(_ bytes: [UInt8]) -> String? {
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
      name: "state dict", share: 100, corpus: try exchanged(files), read: readState)
  }

  /// Zip files that are sound and whose pickles are not: what the checksums keep from the code behind them.
  static func pickle() throws -> FuzzedReader {
    let files = try exchanged(["checkpoint.pt", "double.pt", "entry.pt", "half.pt", "stack.pt"])
    let archives = files.map(entries)
    let pickles = archives.compactMap { $0.first { $0.name.hasSuffix("/data.pkl") }?.bytes }
    precondition(pickles.count == files.count, "files without data.pkl")
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
}
