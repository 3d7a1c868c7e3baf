import Foundation
import Skein
import Testing

/// Files in Golden/Interchange, made by make-keras.py there.
@Suite("Models of Keras")
struct KerasTests {
  @Test(
    "a network says in Skein what it says in Keras, whichever way its HDF5 was written",
    arguments: ["plain", "functional", "tokens", "deep"])
  func same(name: String) throws {
    let network = try ImportedNetwork(
      bytes: SaidNetwork.bytes("\(name).keras"), file: "\(name).keras")
    let said = try SaidNetwork("\(name).keras")
    #expect(network.specification == said.specification)
    #expect(network.notes.isEmpty)
    #expect(try said.difference(network) < 2e-6)
  }

  @Test("weights without a configuration have the layers that their groups are called by")
  func weights() throws {
    let plain = try ImportedNetwork(bytes: SaidNetwork.bytes("plain.weights.h5"), file: "plain")
    // Of several orders that fit, one is taken, and told.
    #expect(plain.notes.contains { $0.hasPrefix("the file does not say what follows what") })
    #expect(plain.notes.contains("layers without weights are left out: dropout"))
    let given = try ImportedNetwork(
      bytes: SaidNetwork.bytes("plain.weights.h5"), file: "plain",
      layers: "lstm:4,dropout:0.25,gru:3,layernorm,dense:2:gelu")
    #expect(try SaidNetwork("plain.keras").difference(given) < 2e-6)
    let tokens = try ImportedNetwork(bytes: SaidNetwork.bytes("tokens.weights.h5"), file: "tokens")
    #expect(tokens.specification == "embedding:7:3,gru:4:reset-before,dense:1")
    #expect(try SaidNetwork("tokens.keras").difference(tokens) < 2e-6)
  }

  private static let specifications = [
    "lstm:3,dense:1", "gru:4,gru:2:reset-before,dense:2:tanh", "rnn:3:relu,rnn:2,dense:1:gelu",
    "bidirectional(lstm:3),bidirectional(gru:2):sum,bidirectional(rnn:2):mean,max,dense:1",
    "dense:4:softplus,lstm:4:sequence,mean,dense:1", "embedding:7:3:padding=2,gru:4,dense:1",
    "dropout:0.5,lstm:2:dropout=0.25:recurrent-dropout=0.5,layernorm:0.01,lstm:3,last,dense:3:softmax",
    "lstm:2" + ",dense:2:tanh" * 70 + ",dense:1",
  ]

  @Test("weights survive the way to Keras and back, bit by bit", arguments: specifications)
  func roundTrip(specification: String) throws {
    let model = try Model.numbered(specification)
    let network = try KerasNetwork(model)
    let layers = model.architecture.specification
    var files = [("a.keras", try network.archive())]
    // Weights alone do not say that two directions are added.
    if !specification.contains(":sum") { files.append(("a.weights.h5", network.weights)) }
    for (file, bytes) in files {
      let back = try ImportedNetwork(bytes: bytes, file: file, layers: layers)
        .model(for: model.input, file: file)
      #expect(back.architecture.specification == layers)
      #expect(
        back.weights.values.map(\.bitPattern) == model.weights.values.map(\.bitPattern), "\(file)")
    }
    #expect(try network.archive() == KerasNetwork(model).archive())
  }

  @Test("a layer that Keras has no counterpart for is refused by its name")
  func unknown() throws {
    for (specification, layer) in [
      ("lstm:4:projection=2,dense:1", "lstm:4:projection=2"),
      ("lstm:4:zoneout=0.5,dense:1", "lstm:4:zoneout=0.5"),
      ("dense:2,residual(lstm:2),last,dense:1", "residual(lstm:2:sequence)"),
      ("lstm:3,layernorm,last,dense:1", "last"), ("bidirectional(lstm:2),last,dense:1", "last"),
    ] {
      #expect(throws: InterchangeError.unknownLayer(layer, format: .keras)) {
        try KerasNetwork(Model.numbered(specification))
      }
    }
  }

  private func problem(_ bytes: [UInt8], layers: String? = nil) -> String {
    do {
      _ = try ImportedNetwork(bytes: bytes, file: "file", format: .keras, layers: layers)
      return "none"
    } catch { return "\(error)" }
  }

  /// `plain.keras` with another text in its configuration.
  private func changed(_ text: String, _ other: String) throws -> [UInt8] {
    let network = try KerasNetwork(.numbered("lstm:3,dropout:0.5,dense:1"))
    let file = try network.archive()
    let name = try #require(file.firstRange(of: Array("config.json".utf8)))
    let end = try #require(file[name.upperBound...].firstRange(of: [0x50, 0x4B, 3, 4]))
    let config = String(decoding: file[name.upperBound..<end.lowerBound], as: UTF8.self)
    #expect(config.contains(text), "\(config)")
    var zip = ZipFile()
    zip.add("config.json", Array(config.replacing(text, with: other).utf8))
    zip.add("model.weights.h5", network.weights)
    return try #require(zip.bytes)
  }

  @Test("what a layer does otherwise than any of Skein's is refused by the layer's name")
  func refused() throws {
    #expect(try problem(changed("tanh", "tanh")) == "none")
    for (text, other, said) in [
      ("tanh", "selu", "\"lstm\" (LSTM) has the activation \"selu\""),
      ("sigmoid", "hard_sigmoid", "\"lstm\" (LSTM) has the recurrent activation \"hard_sigmoid\""),
      ("\"Dropout\"", "\"GaussianNoise\"", "\"dropout\" (GaussianNoise) is of another kind"),
      ("\"linear\"", "\"swish\"", "\"dense\" (Dense) has the activation \"swish\""),
      ("\"Sequential\"", "\"MyModel\"", "of the class \"MyModel\""),
    ] {
      let found = try problem(changed(text, other))
      #expect(found.contains(said), "\(found)")
    }
    let file = try KerasNetwork(.numbered("lstm:3,dense:1")).archive()
    #expect(problem(file, layers: "lstm:4,dense:1").contains("not lstm:4,dense:1"))
    #expect(problem(file, layers: "lstm:3,dense:1") == "none")
  }

  @Test("what says how rows are prepared is read up to four megabytes, which no preparation has")
  func described() throws {
    let network = try KerasNetwork(.numbered("lstm:3,dense:1"))
    let file = { (text: String) in try network.archive([(name: "skein.json", text: text)]) }
    let found = try ImportedNetwork(bytes: file("{\"loss\":\"mae\"}"), file: "file")
    #expect(found.loss == .mae && found.preparation == nil)
    let spaces = String(repeating: " ", count: 1 << 22)
    #expect(try problem(file(spaces)).contains("says how its rows are prepared, but"))
    #expect(try problem(file(spaces + " ")).hasSuffix("in 4,194,305 bytes, which is too much"))
  }

  @Test("with any bit flipped or its end missing, an HDF5 file is read or refused, never followed")
  func flips() throws {
    for name in ["plain.weights.h5", "tokens.weights.h5"] {
      let file = try SaidNetwork.bytes(name)
      for place in stride(from: 0, to: file.count, by: 101) {
        var flipped = file
        flipped[place] ^= UInt8(1 << (place % 8))
        _ = problem(flipped)
        #expect(problem(Array(file[..<min(place, file.count / 2)])) != "none")
      }
      for (place, byte) in file.enumerated() where byte == 0xFF && place.isMultiple(of: 5) {
        var flipped = file
        flipped[place] = 0
        _ = problem(flipped)
      }
    }
  }

  @Test("a heap of links that lies elsewhere is refused, also at the edge of a number")
  func heaps() throws {
    // The HDF5 within, and behind it what else is in the archive, where nothing leads to.
    let file = try SaidNetwork.bytes("deep.keras")
    let weights = Array(try file[#require(file.firstRange(of: [0x89, 0x48, 0x44])).lowerBound...])
    #expect(!problem(weights).contains("damaged"))
    let heap = try #require(weights.firstRange(of: Array("FRHP".utf8))).lowerBound
    for root in [Int.max, .max - 8, .max - 64, 1 << 62, weights.count, weights.count - 4] {
      for rows in [0, 1, 12] as [UInt8] {
        var led = weights
        for byte in 0..<8 { led[heap + 132 + byte] = UInt8(truncatingIfNeeded: root >> (8 * byte)) }
        led[heap + 140] = rows
        #expect(problem(led).contains("damaged"), "\(root), \(rows): \(problem(led))")
      }
    }
  }

  @Test("compressed, chunked and foreign arrays are refused by sentences")
  func foreign() throws {
    for (name, said) in [
      ("chunked", "is cut into chunks"), ("compressed", "is compressed"),
      ("integers", "holds other numbers"), ("big", "holds other numbers"),
    ] {
      let found = problem(try SaidNetwork.bytes("\(name).h5"))
      #expect(found.contains(said), "\(name): \(found)")
    }
    let doubles = try ImportedNetwork(
      bytes: SaidNetwork.bytes("doubles.h5"), file: "doubles", format: .keras)
    #expect(doubles.specification == "dense:2")
  }
}

extension String {
  fileprivate static func * (text: String, times: Int) -> String {
    String(repeating: text, count: times)
  }
}
