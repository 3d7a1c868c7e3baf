import Foundation
import Skein
import Support
import Topology

/// A reader of files or texts that come from anywhere, and sound inputs to begin from.
struct FuzzedReader: Sendable {
  let name: String
  /// Parts of a thousand inputs that this reader gets.
  let share: Int
  let corpus: [[UInt8]]
  /// Whether a hash is there to notice every change.
  var refusesAllDamage = false
  /// Makes an input from a seed and a number, where damaged ones of the corpus would come to little.
  var generate: (@Sendable (UInt64, Int) -> [UInt8])?
  /// Reads an input and everything that it admits; returns what is wrong with it, if anything.
  let read: @Sendable ([UInt8]) -> String?

  static func all() throws -> [FuzzedReader] {
    [
      try safetensors(), try checkpoint(), try checkpointContent(), try runRecord(), csv(),
      jsonLines(), try columnFile(), try columnFileContent(), try topology(), topologyGrammar(),
      modelSpecification(), try placement(), try onnx(), try onnxGraph(),
      try stateDict(), try pickle(), try keras(), try kerasContent(), try hdf5(), try zip(),
    ]
  }

  /// A file of the tests, in its place, so that no copy of it is needed.
  static func testFile(_ path: String) throws -> [UInt8] {
    var tests = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { tests.deleteLastPathComponent() }
    return Array(try Data(contentsOf: tests.appendingPathComponent(path)))
  }

  /// What another program wrote, by its name in Golden/Interchange.
  static func exchanged(_ names: [String]) throws -> [[UInt8]] {
    try names.map { try testFile("SkeinTests/Golden/Interchange/\($0)") }
  }

  /// The sentence of an error, as the program would print it.
  static func sentence(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static func safetensors() throws -> FuzzedReader {
    var file = TensorFile(metadata: ["format": "pt", "a\"\\\n": "ü"])
    file.add("layers.0.weight_ih", shape: [4, 3], [Float](repeating: 0.5, count: 12))
    file.add("layers.0.bias", shape: [4], [Float](repeating: 1, count: 4))
    file.add("step", shape: [], [UInt64(7)])
    file.add("empty", shape: [0, 9], [Double]())
    let small = try TensorFile().bytes()
    let corpus = [try file.bytes(), try file.bytes(hashed: true), small]
    return FuzzedReader(name: "safetensors", share: 200, corpus: corpus) { bytes in
      sentence {
        let file = try Safetensors(bytes: bytes, file: "f.safetensors")
        for entry in file.entries { _ = try file.bytes(named: entry.name) }
        try file.checkHash()
      }
    }
  }

  /// The bytes of two real checkpoints: one within an epoch, one at its end.
  private static func checkpoints() throws -> [[UInt8]] {
    let folder = try ScratchFolder()
    let series = try DataSource.load("sine")
    let data = try Dataset(series, window: 4)
    let stop = StopRequest()
    let trainer = try Trainer(
      Model(Sequential(specification: "lstm:2,dense:1"), for: data),
      options: TrainingOptions(epochs: 3), crew: Crew(workers: 1, policy: .none))
    trainer.callbacks = [EarlyStopping(patience: 9), ReduceOnPlateau()]
    trainer.checkpoints = CheckpointFolder(folder.root, interval: 0)
    trainer.stopRequest = stop
    try trainer.fit(
      data.training, validation: data.validation,
      events: TrainingEvents(stepEnded: { if $0.epoch == 2 { stop.request() } }))
    return [
      try folder.bytes("checkpoint.safetensors"),
      try folder.bytes("checkpoint.previous.safetensors"),
    ]
  }

  private static func checkpoint() throws -> FuzzedReader {
    FuzzedReader(
      name: "checkpoint", share: 100, corpus: try checkpoints(), refusesAllDamage: true
    ) { bytes in
      sentence {
        _ = try CheckpointFile.read(Safetensors(bytes: bytes, file: "c.safetensors"))
      }
    }
  }

  /// Checkpoints of which one part is damaged and the hash is right: what the hash keeps from the
  /// code behind it.
  private static func checkpointContent() throws -> FuzzedReader {
    let sound = try Safetensors(bytes: checkpoints()[0], file: "c.safetensors")
    let texts = sound.metadata.keys.sorted().filter { $0 != TensorFile.hashKey }
    let numbers = sound.entries.filter { $0.type != .float32 }
    let corpus =
      try texts.map { Array((sound.metadata[$0] ?? "").utf8) }
      + numbers.map { try sound.bytes(named: $0.name) }
    return FuzzedReader(name: "checkpoint content", share: 150, corpus: corpus) { bytes in
      sentence {
        // The length chooses the part, so that each part meets each kind of damage.
        let part = bytes.count % (texts.count + numbers.count)
        var file = TensorFile(metadata: sound.metadata)
        if part < texts.count {
          file.metadata[texts[part]] = String(decoding: bytes, as: UTF8.self)
        }
        for entry in sound.entries {
          var content = try sound.bytes(named: entry.name)
          if part >= texts.count, entry.name == numbers[part - texts.count].name {
            for (place, byte) in bytes.prefix(content.count).enumerated() { content[place] = byte }
          }
          let fixed = content
          file.add(entry) { append throws(FileError) in
            try fixed.withUnsafeBufferPointer { fixed throws(FileError) in
              try append(UnsafeRawBufferPointer(fixed))
            }
          }
        }
        let checkpoint = try CheckpointFile.read(
          Safetensors(bytes: file.bytes(hashed: true), file: "c.safetensors"))
        _ = checkpoint.identity.differences(from: TrainingIdentity(items: []))
      }
    }
  }

  private static func runRecord() throws -> FuzzedReader {
    let folder = try ScratchFolder()
    try folder.writeWave("wave.csv", rows: 60)
    var corpus: [[UInt8]] = []
    for line in [
      "train --data sine --epochs 1 --model lstm:1,dense:1 --output a --quiet",
      "train --data wave.csv --epochs 0 --model dense:2,lstm:1,dense:1 --window 3 --output b --quiet"
        + " --scale minmax --reduce-on-plateau 3 --clip-norm 1 --validation-split 0",
    ] {
      let outcome = try SkeinProcess.run(line, in: folder)
      precondition(outcome.succeeded, outcome.errors)
      corpus.append(try folder.bytes(corpus.isEmpty ? "a/run.json" : "b/run.json"))
    }
    return FuzzedReader(name: "run.json", share: 150, corpus: corpus) { bytes in
      sentence {
        let record = try StoredRun.decoded(RunRecord.sealed(bytes), file: "run.json")
        let architecture = try Sequential(specification: record.model.layers)
        _ = try Model.layout(
          architecture,
          input: LayerShape(steps: record.settings.window, features: record.data.inputs.count),
          targets: record.data.targets.count)
        _ = record.settings.callbacks(best: FilePlace(path: "run"))
      }
    }
  }

  private static func csv() -> FuzzedReader {
    let corpus = [
      "month,sunspots\n1749-01,58.0\n1749-02,62.6\n1749-03,70.0\n",
      "\u{FEFF}\"a;b\";\"c\"\"d\"\r\n\"1,5\";2\r\n;nan\r\n3e5;-4\r\n", "1\t2\t3\n4\t\t6\n7\t8\t9",
      "date|größe\n2020-01-01 00:00|1.234567890123456789\n2020-01-02|inf\n",
      "# made up\nsep;of;nothing\nZeit;Temp;\n;°C;\n01.03.2021;1.011,6;\n02.03.2021;NA;\n;;\nSum\n",
      "date,shop,v\n5/3/2021,A,$1\n5/2/2021,A,2%\n5/2/2021,B,3\n5/4/2021,A,4\ndate,shop,v\n",
      "1900  1   11.6\n1900  2   13.4\n1900  4   12.1\n1900 12    9.9\n",
      "t,v\n1614556800,1\n1614560400,2\n1614564000,3\n1614560400,3\n1614600000,3\n",
    ].map { Array($0.utf8) }
    return FuzzedReader(name: "CSV", share: 200, corpus: corpus) { bytes in
      var lost: String?
      let sentence = sentence {
        let policy = MissingValues.allCases[bytes.count % MissingValues.allCases.count]
        var options = DataOptions(missingValues: policy)
        options.order.duplicates = bytes.count % 2 == 0 ? .mean : nil
        options.order.gaps = bytes.count % 5 == 0 ? .fill : nil
        let series = try CSVReader.read(bytes: bytes, name: "f.csv", options: options)
        _ = series.fingerprint
        _ = series.labelsAfterEnd(2)
        for row in 0..<series.rows { _ = series.rowLabel(row) }
        lost = lostRows(bytes, series)
      }
      return lost ?? sentence
    }
  }

  /// What is to be said where a line of a table is neither a row nor told as left out; two lines, which
  /// no sentence has.
  private static func lostRows(_ bytes: [UInt8], _ series: Series) -> String? {
    // With quotes or other line ends, lines are not what they seem.
    guard let reading = series.reading, reading.dialect.encoding == .utf8,
      !bytes.contains(where: { $0 == 0x22 || $0 == 0x0D })
    else { return nil }
    // A byte order mark alone is a blank line.
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    guard lines.allSatisfy({ $0.contains { $0 > 0x20 } }) else { return nil }
    let told = reading.rowsRead + reading.linesLeftOut + (reading.dialect.headerRows > 0 ? 1 : 0)
    // Names may stand in a remark, which is told already.
    let isWhole =
      told == lines.count || reading.dialect.comment != nil && told == lines.count + 1
    return isWhole ? nil : "of \(lines.count) lines \(told) are told\n\(reading.summary)"
  }

  private static func topology() throws -> FuzzedReader {
    let names = ["16em64t-4s2c2t-offlines.xml", "8em64t-2s4c-heterogeneous.xml"]
    let small = Array(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <topology version="2.0">
        <object type="Machine" os_index="0" cpuset="0x3" complete_cpuset="0x3" allowed_cpuset="0x3" nodeset="0x1" complete_nodeset="0x1" allowed_nodeset="0x1">
          <object type="NUMANode" os_index="0" cpuset="0x3" complete_cpuset="0x3" nodeset="0x1" complete_nodeset="0x1" local_memory="1"/>
          <object type="PU" os_index="0" cpuset="0x1" complete_cpuset="0x1" nodeset="0x1" complete_nodeset="0x1"/>
          <object type="PU" os_index="1" cpuset="0x2" complete_cpuset="0x2" nodeset="0x1" complete_nodeset="0x1"/>
        </object>
      </topology>
      """.utf8)
    let corpus =
      try [small, small]
      + names.map { try testFile("TopologyTests/Machines/\($0)") }
    return FuzzedReader(name: "topology XML", share: 100, corpus: corpus, read: readTopology)
  }

  @Sendable private static func readTopology(_ bytes: [UInt8]) -> String? {
    sentence {
      let machine = try Machine.load(xml: bytes, path: "m.xml", mask: nil, quota: nil)
      _ = try machine.place(workers: 2, policy: .spread)
    }
  }

  private static func topologyGrammar() -> FuzzedReader {
    let corpus = (0..<20).map { TopologyGrammar.input(seed: 0, number: $0) }
    return FuzzedReader(
      name: "topology grammar", share: 100, corpus: corpus, generate: TopologyGrammar.input,
      read: readTopology)
  }

  private static func modelSpecification() -> FuzzedReader {
    let corpus = [
      "lstm:60,lstm:50,dense:1", "lstm:3:sequence,dense:4:relu,lstm:2,dense:1:tanh",
      " LSTM:1 , dense:1",
    ].map { Array($0.utf8) }
    return FuzzedReader(name: "model specification", share: 100, corpus: corpus) { bytes in
      sentence {
        let text = String(decoding: bytes, as: UTF8.self)
        let architecture = try Sequential(specification: text)
        _ = try Model.layout(
          architecture, input: LayerShape(steps: 50, features: 3), targets: 1)
        // What is read must say itself again.
        let again = try Sequential(specification: architecture.specification)
        precondition(again.specification == architecture.specification, text)
      }
    }
  }
}
