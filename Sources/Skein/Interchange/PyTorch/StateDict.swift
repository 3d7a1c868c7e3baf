/// The tensors of a PyTorch module by the names that its author chose.
struct StateDict: Sendable {
  struct Tensor: Sendable {
    let name: String
    let shape: [Int]
    let values: [Float]
  }

  /// As messages name it.
  let file: String
  let tensors: [Tensor]
  /// Whether the tensors are in the order in which the modules were made, which a pickle keeps and a safetensors
  /// file does not.
  let isOrdered: Bool
  /// What became of them on the way.
  let notes: [String]

  /// - Throws: `InterchangeError.refused` for a tensor of whole numbers.
  init(_ file: Safetensors) throws {
    self.file = file.file
    isOrdered = false
    var notes: [String] = []
    tensors = try file.entries.map { entry in
      guard let element = FloatElement(entry.type) else {
        throw InterchangeError.noFloats(file.file, entry.name)
      }
      element.note.map { notes.append($0) }
      let values = element.floats(try file.bytes(named: entry.name))
      return Tensor(name: entry.name, shape: entry.shape, values: values)
    }
    self.notes = notes.uniqued
  }

  /// The state dict in a file of `torch.save`: the whole of it, or what a checkpoint has by a usual name.
  ///
  /// - Throws: `InterchangeError`.
  init(_ archive: ZipArchive, file: String) throws {
    guard let entry = archive.entries.first(where: { $0.name.hasSuffix("/data.pkl") }) else {
      throw InterchangeError.malformed(file: file, problem: "a zip file without data.pkl")
    }
    let folder = String(entry.name.dropLast("data.pkl".count))
    if let order = archive[folder + "byteorder"],
      try archive.bytes(of: order).elementsEqual("big".utf8)
    {
      throw InterchangeError.refused(file: file, problem: "its numbers are big-endian")
    }
    let pickle = try Pickle(BoundedBytes(bytes: Array(archive.bytes(of: entry)), file: file))
    var notes: [String] = []
    let items = try Self.items(of: pickle, file: file, &notes)
    var (names, checked): (Set<String>, Set<String>) = ([], [])
    // Tied tensors share a storage; more than that is no state dict but a small file that says it is large.
    var allowance = 4 * archive.entries.reduce(0) { $0 + $1.range.count }
    tensors = try items.map { name, place in
      guard names.insert(name).inserted else {
        throw InterchangeError.malformed(
          file: file, problem: "two tensors \(TerminalText.literal(name))")
      }
      guard let element = place.storage.element else { throw InterchangeError.noFloats(file, name) }
      allowance -= 4 * place.count
      guard let stored = archive["\(folder)data/\(place.storage.key)"],
        stored.range.count / element.bytes >= place.storage.count, allowance >= 0
      else {
        throw InterchangeError.malformed(
          file: file, problem: "the numbers of \(TerminalText.literal(name)) are not in it")
      }
      element.note.map { notes.append($0) }
      let bytes = try archive.bytes(of: stored, isChecked: !checked.insert(stored.name).inserted)
      let values = place.places.map { number in
        let first = bytes.startIndex + number * element.bytes
        return element.float(
          bytes[first..<first + element.bytes].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        )
      }
      return Tensor(name: name, shape: place.shape, values: values)
    }
    isOrdered = true
    self.file = file
    self.notes = notes.uniqued
  }

  /// Under which checkpoints keep a state dict among other things, the first found.
  private static let usualKeys = ["state_dict", "model_state_dict", "model", "network"]

  private static func items(
    of pickle: Pickle, file: String, _ notes: inout [String]
  ) throws -> [(name: String, place: TorchTensorPlace)] {
    func dictionary(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
      guard case .object(let number) = value,
        case .dictionary(let items) = pickle.objects[number]
      else { return nil }
      return items
    }
    func tensor(_ value: PickleValue) -> TorchTensorPlace? {
      guard case .object(let number) = value, case .tensor(let place) = pickle.objects[number]
      else {
        return nil
      }
      return place
    }
    guard var items = dictionary(pickle.root) else {
      throw InterchangeError.refused(
        file: file, problem: "it holds no state dict; save one: torch.save(model.state_dict(), …)")
    }
    if !items.contains(where: { tensor($0.value) != nil }) {
      let found = usualKeys.lazy.compactMap { key in
        items.first { $0.key == .text(key) }.flatMap { item in
          dictionary(item.value).map { (key, $0) }
        }
      }.first
      guard let found else {
        throw InterchangeError.refused(
          file: file,
          problem:
            "it holds no tensors by themselves, nor under \(usualKeys.joined(separator: ", "))")
      }
      notes.append("the weights are those under \(found.0)")
      items = found.1
    }
    return try items.map { item in
      guard case .text(let name) = item.key, let place = tensor(item.value) else {
        throw InterchangeError.refused(
          file: file, problem: "its state dict holds other things than tensors by name")
      }
      return (name, place)
    }
  }
}

extension InterchangeError {
  fileprivate static func noFloats(_ file: String, _ name: String) -> InterchangeError {
    .refused(
      file: file,
      problem:
        "\(TerminalText.literal(name)) holds no floats, so it belongs to a layer that Skein does not have"
    )
  }
}
