/// The text form of processors, `0,2,4-7`, which Linux uses for its `cpulist` files.
enum ProcessorList {
  /// The processors in the order of the text.
  ///
  /// - Throws: `TopologyError.processorList` for anything but numbers and rising ranges between
  ///   commas, for numbers above `CPUSet.maximumProcessor`, and for a processor listed twice.
  static func parse(_ text: String) throws(TopologyError) -> [Int] {
    func refuse(_ reason: String) -> TopologyError { .processorList(text: text, reason: reason) }

    var processors: [Int] = []
    var seen = CPUSet()
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard !item.isEmpty else { throw refuse("a number is missing beside a comma") }
      let ends = item.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      var numbers: [Int] = []
      for end in ends {
        guard end.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(end) else {
          throw refuse("\"\(item)\" is neither a number nor a range")
        }
        guard number <= CPUSet.maximumProcessor else {
          throw refuse("\(end) is above \(CPUSet.maximumProcessor)")
        }
        numbers.append(number)
      }
      guard let low = numbers.first, let high = numbers.last, low <= high else {
        throw refuse("the range \(item) runs backwards")
      }
      for processor in low...high {
        guard !seen.contains(processor) else {
          throw refuse("processor \(processor) is listed twice")
        }
        seen.insert(processor)
        processors.append(processor)
      }
    }
    return processors
  }

  /// The shortest text that `parse` reads back in the same order.
  static func format(_ processors: some Sequence<Int>) -> String {
    var ranges: [ClosedRange<Int>] = []
    for processor in processors {
      if let last = ranges.last, last.upperBound + 1 == processor {
        ranges[ranges.count - 1] = last.lowerBound...processor
      } else {
        ranges.append(processor...processor)
      }
    }
    return ranges.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }.joined(separator: ",")
  }
}

extension CPUSet: CustomStringConvertible {
  /// The set that a text such as `0,2,4-7` names, in any order; the empty text is the empty set.
  public init(parsing text: String) throws(TopologyError) {
    self.init(text.isEmpty ? [] : try ProcessorList.parse(text))
  }

  /// The shortest text that `init(parsing:)` reads back: `0,2,4-7`.
  public var description: String { ProcessorList.format(self) }
}

extension CPUSet: Codable {
  /// Reads the text form, a single string.
  public init(from decoder: any Decoder) throws {
    try self.init(parsing: decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the text form, a single string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
