/// What a pickle says in bytes, and the names that it may use.
extension Pickle {
  private static let ordered = "collections OrderedDict"
  private static let tensor = "torch._utils _rebuild_tensor_v2"
  private static let parameter = "torch._utils _rebuild_parameter"

  // MARK: Bytes

  mutating func byte() throws(InterchangeError) -> UInt8 { UInt8(try count(1)) }

  /// A little-endian number without a sign.
  mutating func count(_ bytes: Int) throws(InterchangeError) -> Int {
    let value = try source.integer(place, bytes: bytes)
    place += bytes
    return value
  }

  mutating func text(_ count: Int) throws(InterchangeError) -> String {
    let text = try source.text(place, count)
    place += count
    return text
  }

  /// Up to a line's end, which is left out.
  mutating func line() throws(InterchangeError) -> String {
    guard let end = source.bytes[min(place, source.count)...].firstIndex(of: 0x0A) else {
      throw source.malformed("byte \(place): a name that does not end")
    }
    let line = try source.text(place, end - place)
    place = end + 1
    return line
  }

  /// A little-endian number of two's complement, of up to eight bytes.
  mutating func long() throws(InterchangeError) -> Int {
    let size = try count(1)
    guard size <= 8 else { throw source.malformed("byte \(place): a number of \(size) bytes") }
    if size == 0 { return 0 }
    let word = try source.word(place, bytes: size)
    place += size
    let unused = UInt64(64 - 8 * size)
    return Int(Int64(bitPattern: word << unused) >> Int64(unused))
  }

  // MARK: Names

  /// - Throws: `InterchangeError.refused` for a name that no state dict has.
  func global(_ module: String, _ name: String) throws(InterchangeError) -> PickleValue {
    let global = "\(module) \(name)"
    let isStorage = module == "torch" && name.hasSuffix("Storage")
    guard isStorage || [Self.ordered, Self.tensor, Self.parameter].contains(global) else {
      throw .refused(
        file: source.file,
        problem:
          "it holds \(TerminalText.plain("\(module).\(name)", limit: 120)), which is more than tensors,"
          + " such as a whole module has; save the weights alone: torch.save(model.state_dict(), …)"
      )
    }
    return .global(global)
  }

  // MARK: Tensors

  /// `("storage", torch.FloatStorage, "0", "cpu", 24)`
  mutating func persistent() throws(InterchangeError) {
    let start = place
    guard case .object(let number) = try pop(), case .tuple(let parts) = objects[number],
      parts.count == 5, parts[0] == .text("storage"), case .global(let kind) = parts[1],
      case .text(let key) = parts[2], case .integer(let count) = parts[4], count >= 0
    else { throw source.malformed("byte \(start): a reference to something that is no storage") }
    try push(
      .storage(
        TorchStorage(key: key, kind: String(kind.drop { $0 != " " }.dropFirst()), count: count)))
  }

  /// What a function would give; it is never called.
  mutating func reduce() throws(InterchangeError) {
    let start = place
    let (arguments, function) = (try pop(), try pop())
    guard case .object(let number) = arguments, case .tuple(let parts) = objects[number],
      case .global(let name) = function
    else { throw source.malformed("byte \(start): a call of something that is no function") }
    switch name {
    case Self.ordered where parts.isEmpty: try push(.dictionary([]))
    case Self.parameter where !parts.isEmpty: try push(parts[0])
    case Self.tensor where parts.count >= 4: try push(.tensor(tensor(parts, start)))
    default:
      throw source.malformed("byte \(start): a call of \(TerminalText.plain(name, limit: 80))")
    }
  }

  /// Of storage, offset, sizes and strides.
  private func tensor(
    _ parts: [PickleValue], _ start: Int
  ) throws(InterchangeError) -> TorchTensorPlace {
    guard case .object(let number) = parts[0], case .storage(let storage) = objects[number],
      case .integer(let offset) = parts[1], let shape = numbers(parts[2]),
      let strides = numbers(parts[3]),
      let place = TorchTensorPlace(storage, offset: offset, shape: shape, strides: strides)
    else { throw source.malformed("byte \(start): a tensor that does not lie in its storage") }
    return place
  }

  /// The numbers of a tuple.
  private func numbers(_ value: PickleValue) -> [Int]? {
    guard case .object(let number) = value, case .tuple(let parts) = objects[number] else {
      return nil
    }
    let numbers = parts.compactMap { part -> Int? in
      if case .integer(let number) = part { number } else { nil }
    }
    return numbers.count == parts.count ? numbers : nil
  }
}
