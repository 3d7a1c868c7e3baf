import Skein

/// Readers of models of Keras, and of the HDF5 that holds their weights.
extension FuzzedReader {
  @Sendable static func readKeras(_ bytes: [UInt8]) -> String? {
    sentence {
      let network = try ImportedNetwork(bytes: bytes, file: "f.keras", format: .keras)
      _ = try network.model(for: LayerShape(steps: 3, features: network.inputSize), file: "f.keras")
    }
  }

  /// What Keras saved, by each way of HDF5, and what Skein writes.
  private static func models() throws -> [[UInt8]] {
    let layers = try Sequential(
      specification:
        "bidirectional(lstm:2):sum,dropout:0.5,gru:3:reset-before,layernorm,dense:1:gelu")
    let model = try Model(layers, input: LayerShape(steps: 3, features: 2), seed: 1)
    let own = try KerasNetwork(model).archive([(name: "skein.json", text: "{\"loss\":\"mse\"}")])
    return try exchanged(["plain", "functional", "tokens", "deep"].map { "\($0).keras" }) + [own]
  }

  /// Weights by themselves: those of the models, and arrays that lie in ways that are refused.
  private static func weights() throws -> [[UInt8]] {
    let within = try models().compactMap { file in
      entries(of: file).first { $0.name.hasSuffix(".h5") }?.bytes
    }
    return try within
      + exchanged([
        "plain.weights.h5", "tokens.weights.h5", "big.h5", "chunked.h5", "compressed.h5",
        "doubles.h5", "integers.h5",
      ])
  }

  static func keras() throws -> FuzzedReader {
    FuzzedReader(
      name: "Keras", share: 50, corpus: try models(), refusesAllDamage: true, read: readKeras)
  }

  /// Zip files that are sound, and what they hold is not.
  static func kerasContent() throws -> FuzzedReader {
    let files = try models()
    let archives = files.map(entries)
    return FuzzedReader(
      name: "Keras content", share: 150, corpus: files,
      generate: { seed, number in
        var random = Mutator(seed: seed, number: number)
        let archive = archives[random.next(archives.count)]
        let chosen = random.next(archive.count)
        var file = ZipFile()
        for (place, entry) in archive.enumerated() {
          var bytes = entry.bytes
          if place == chosen {
            if entry.name.hasSuffix(".json") {
              random.changeJSON(&bytes)
            } else {
              bytes = random.damaged([bytes])
            }
          }
          file.add(entry.name, bytes)
        }
        return file.bytes ?? []
      }, read: readKeras)
  }

  /// Files whose addresses lead elsewhere, which nothing in them keeps from being followed.
  static func hdf5() throws -> FuzzedReader {
    let files = try weights()
    let addresses = files.map { file in
      stride(from: 0, to: file.count - 8, by: 4).filter { place in
        let word = Mutator.word(file, place)
        return word == .max || (1...UInt64(file.count)).contains(word)
      }
    }
    return FuzzedReader(
      name: "HDF5", share: 200, corpus: files,
      generate: { seed, number in
        var random = Mutator(seed: seed, number: number)
        let chosen = random.next(files.count)
        var file = files[chosen]
        if random.next(4) == 0 { file = random.damaged([file]) }
        for _ in 0...random.next(4) { random.lead(&file, addresses[chosen]) }
        return file
      }, read: readKeras)
  }
}

extension Mutator {
  /// The eight bytes at a place of a file.
  static func word(_ file: [UInt8], _ place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(file[place + $1]) << UInt64(8 * $1) }
  }

  /// Puts another address in the place of one: where another one leads, near it, or beyond all.
  fileprivate mutating func lead(_ file: inout [UInt8], _ addresses: [Int]) {
    let (place, other) = (addresses[next(addresses.count)], addresses[next(addresses.count)])
    guard max(place, other) + 8 <= file.count else { return }
    let value: UInt64
    switch next(4) {
    case 0: value = Self.word(file, other)
    case 1: value = Self.word(file, place) &+ UInt64(next(64)) &- 32
    case 2: value = UInt64(next(file.count + 16))
    default:
      let edges: [UInt64] = [0, 1 << 31, 1 << 32, 1 << 61, 1 << 62, 1 << 63, .max]
      value = edges[next(edges.count)] &+ UInt64(next(600)) &- 300
    }
    for byte in 0..<8 { file[place + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
  }

  /// Damage, and now and then much of little: what nests, or a piece over and over up to the longest
  /// configuration.
  fileprivate mutating func changeJSON(_ bytes: inout [UInt8]) {
    let kind = next(64)
    if kind > 1 {
      bytes = damaged([bytes])
      return
    }
    let pieces = [
      "[", "{\"layer\":", "{},", "[],", "0,", "\"\",", "{\"config\":{\"layer\":", "1e9",
    ]
    let piece = Array(pieces[next(pieces.count)].utf8)
    let longest = kind == 0 ? 5000 : 1 << 20
    let count = max((longest - bytes.count) / piece.count, 1)
    // Behind what may stand before a value.
    let places = bytes.indices.filter { [0x5B, 0x3A, 0x2C].contains(bytes[$0]) }
    let place = places.isEmpty ? 0 : places[next(places.count)] + 1
    bytes.insert(contentsOf: Array(repeating: piece, count: count).joined(), at: place)
  }
}
