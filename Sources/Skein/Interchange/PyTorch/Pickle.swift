/// Python's pickle, as far as a state dict needs it: containers, numbers, texts, and tensors by reference.
///
/// A reader of one's own, because a pickle is a program: it names functions and has them called. Here none is; the
/// few names that a state dict has are known, and any other is refused by itself. Memory is bounded by
/// `mostValues`, however often a file refers to what it has said before.
struct Pickle: Sendable {
  private(set) var objects: [PickleObject] = []
  private(set) var root = PickleValue.none

  let source: BoundedBytes
  var place = 0
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var values = 0

  /// Values that are made or remembered: 40 for a tensor.
  static let mostValues = 250_000

  /// - Throws: `InterchangeError.malformed`, `.refused` for what a state dict does not need.
  init(_ source: BoundedBytes) throws(InterchangeError) {
    self.source = source
    while try !step() {}
    (stack, memo) = ([], [:])
  }

  /// Carries one operation out; true when it was the last one.
  private mutating func step() throws(InterchangeError) -> Bool {
    let start = place
    let code = try byte()
    switch code {
    case 0x80:
      let version = try byte()
      guard (2...5).contains(version) else {
        throw source.malformed("a pickle of version \(version)")
      }
    case 0x95: _ = try count(8)
    case 0x2E:
      root = try pop()
      return true
    case 0x28:
      try spend()
      marks.append(stack.count)
    case 0x4E: try push(.none)
    case 0x88: try push(.flag(true))
    case 0x89: try push(.flag(false))
    case 0x4B: try push(.integer(count(1)))
    case 0x4D: try push(.integer(count(2)))
    case 0x4A: try push(.integer(Int(Int32(truncatingIfNeeded: count(4)))))
    case 0x8A: try push(.integer(long()))
    case 0x47:
      let word = try source.slice(place, 8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      place += 8
      try push(.real(Double(bitPattern: word)))
    case 0x58: try push(.text(text(count(4))))
    case 0x8C: try push(.text(text(count(1))))
    case 0x8D: try push(.text(text(count(8))))
    case 0x63: try push(global(line(), line()))
    case 0x93:
      let (name, module) = (try pop(), try pop())
      guard case .text(let name) = name, case .text(let module) = module else {
        throw source.malformed("byte \(start): a name that is no text")
      }
      try push(global(module, name))
    case 0x71: try remember(count(1))
    case 0x72: try remember(count(4))
    case 0x94: try remember(memo.count)
    case 0x68: try recall(count(1))
    case 0x6A: try recall(count(4))
    case 0x29: try push(.tuple([]))
    case 0x85, 0x86, 0x87: try push(.tuple(popLast(Int(code) - 0x84)))
    case 0x74: try push(.tuple(popToMark()))
    case 0x5D: try push(.list([]))
    case 0x7D: try push(.dictionary([]))
    case 0x61: try append([pop()])
    case 0x65: try append(popToMark())
    case 0x73: try set(popLast(2))
    case 0x75: try set(popToMark())
    case 0x51: try persistent()
    case 0x52: try reduce()
    // What an ordered dictionary has beside its content: the versions of its modules.
    case 0x62: _ = try pop()
    default:
      throw .refused(
        file: source.file,
        problem:
          "byte \(start) of its pickle: the operation \(code) is none that a state dict needs")
    }
    return false
  }

  // MARK: The stack

  mutating func push(_ value: PickleValue) throws(InterchangeError) {
    try spend()
    stack.append(value)
  }

  mutating func push(_ object: PickleObject) throws(InterchangeError) {
    objects.append(object)
    try push(.object(objects.count - 1))
  }

  private mutating func spend() throws(InterchangeError) {
    values += 1
    if values > Self.mostValues {
      throw .refused(
        file: source.file, problem: "its pickle holds more than \(Self.mostValues) values")
    }
  }

  mutating func pop() throws(InterchangeError) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw source.malformed("byte \(place): the pickle takes what it has not given")
    }
    return value
  }

  private mutating func popLast(_ count: Int) throws(InterchangeError) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else {
      throw source.malformed("byte \(place): the pickle takes what it has not given")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(InterchangeError) -> [PickleValue] {
    guard let mark = marks.popLast() else {
      throw source.malformed("byte \(place): the pickle ends what it has not begun")
    }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func remember(_ key: Int) throws(InterchangeError) {
    guard let value = stack.last else {
      throw source.malformed("byte \(place): the pickle remembers nothing")
    }
    try spend()
    memo[key] = value
  }

  private mutating func recall(_ key: Int) throws(InterchangeError) {
    guard let value = memo[key] else {
      throw source.malformed("byte \(place): the pickle recalls what it has not remembered")
    }
    try push(value)
  }

  /// The object on top of the stack.
  private func top() throws(InterchangeError) -> Int {
    guard case .object(let number)? = stack.last else {
      throw source.malformed("byte \(place): the pickle adds to what holds nothing")
    }
    return number
  }

  private mutating func append(_ added: [PickleValue]) throws(InterchangeError) {
    let number = try top()
    guard case .list(var values) = objects[number] else {
      throw source.malformed("byte \(place): the pickle appends to what is no list")
    }
    objects[number] = .tuple([])
    values += added
    objects[number] = .list(values)
  }

  private mutating func set(_ added: [PickleValue]) throws(InterchangeError) {
    let number = try top()
    guard case .dictionary(var items) = objects[number], added.count.isMultiple(of: 2) else {
      throw source.malformed("byte \(place): the pickle sets items of what is no dictionary")
    }
    objects[number] = .tuple([])
    for item in stride(from: 0, to: added.count, by: 2) {
      items.append((key: added[item], value: added[item + 1]))
    }
    objects[number] = .dictionary(items)
  }
}
