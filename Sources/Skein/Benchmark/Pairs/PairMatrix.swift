import Topology

/// What each pair of cores pays for meeting and for data of each other; what `skein bench --pairs --json`
/// writes.
package struct PairMatrix: Sendable, Codable, Equatable {
  /// A core, by the processor that was measured.
  package struct Core: Sendable, Codable, Equatable {
    package var core: Int
    package var processor: Int
    package var package: Int
    @NullIfMissing package var numaNode: Int?

    package init(core: Int, processor: Int, package: Int, numaNode: Int?) {
      self.core = core
      self.processor = processor
      self.package = package
      self.numaNode = numaNode
    }
  }

  /// Two processors.
  package struct Pair: Sendable, Codable, Equatable {
    package var first: Int
    package var second: Int
    package var distance: CoreSurroundings.Distance
    /// Of the barrier of all workers, with two of them.
    package var barrierNanoseconds: Double
    /// Of a team of the two: one way of a cache line.
    package var meetingNanoseconds: Double
    /// Of 128 KiB that the other has just written, read and added to one's own.
    package var gigabytesPerSecond: Double

    package init(
      first: Int, second: Int, distance: CoreSurroundings.Distance, barrierNanoseconds: Double,
      meetingNanoseconds: Double, gigabytesPerSecond: Double
    ) {
      self.first = first
      self.second = second
      self.distance = distance
      self.barrierNanoseconds = barrierNanoseconds
      self.meetingNanoseconds = meetingNanoseconds
      self.gigabytesPerSecond = gigabytesPerSecond
    }

    private enum CodingKeys: String, CodingKey {
      case first, second, distance, barrierNanoseconds, meetingNanoseconds, gigabytesPerSecond
    }

    package init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      first = try values.decode(Int.self, forKey: .first)
      second = try values.decode(Int.self, forKey: .second)
      let name = try values.decode(String.self, forKey: .distance)
      let known: [CoreSurroundings.Distance] = [
        .sameCore, .sameCache, .samePackage, .otherPackage,
      ]
      guard let distance = known.first(where: { $0.name == name }) else {
        throw DecodingError.dataCorruptedError(
          forKey: .distance, in: values, debugDescription: "no distance is called so")
      }
      self.distance = distance
      barrierNanoseconds = try values.decode(Double.self, forKey: .barrierNanoseconds)
      meetingNanoseconds = try values.decode(Double.self, forKey: .meetingNanoseconds)
      gigabytesPerSecond = try values.decode(Double.self, forKey: .gigabytesPerSecond)
    }

    package func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(first, forKey: .first)
      try values.encode(second, forKey: .second)
      try values.encode(distance.name, forKey: .distance)
      try values.encode(barrierNanoseconds, forKey: .barrierNanoseconds)
      try values.encode(meetingNanoseconds, forKey: .meetingNanoseconds)
      try values.encode(gigabytesPerSecond, forKey: .gigabytesPerSecond)
    }
  }

  /// All pairs of one distance.
  package struct Summary: Sendable, Codable, Equatable {
    package var distance: String
    package var pairs: Int
    package var barrierNanoseconds: Quartiles
    package var meetingNanoseconds: Quartiles
    package var gigabytesPerSecond: Quartiles
  }

  package var skein = SkeinVersion.current
  package var machine: RunMachine
  /// In the machine's order.
  package var cores: [Core]
  /// All pairs of `cores`; after them the hardware threads of one core, where it has two.
  package var pairs: [Pair]
  /// By distance, the nearest first.
  package var distances: [Summary]
  /// What follows for the scaling model.
  package var ways: CoreWays
  /// What the figures cannot tell, one sentence each.
  package var notes: [String]

  package init(machine: RunMachine, cores: [Core], pairs: [Pair]) {
    self.machine = machine
    self.cores = cores
    self.pairs = pairs
    let groups = Dictionary(grouping: pairs, by: \.distance)
    distances = groups.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { distance, own in
      guard let barrier = Quartiles(own.map(\.barrierNanoseconds)),
        let meeting = Quartiles(own.map(\.meetingNanoseconds)),
        let rate = Quartiles(own.map(\.gigabytesPerSecond))
      else { return nil }
      return Summary(
        distance: distance.name, pairs: own.count, barrierNanoseconds: barrier,
        meetingNanoseconds: meeting, gigabytesPerSecond: rate)
    }
    let ways = CoreWays(pairs)
    self.ways = ways
    notes = []
    let missing = ["same cache", "same package", "other package"].filter {
      !ways.measured.contains($0)
    }
    if cores.count == 2 {
      notes.append(
        "Two cores are one pair: nothing here tells near from far, so the scaling model goes on with"
          + " assumed ways.")
    } else if !missing.isEmpty {
      notes.append(
        "No pair here has the distance \(missing.joined(separator: " or ")): the scaling model goes on"
          + " with assumed ways for it.")
    }
  }

  /// The pair of two cores, in either order; nil for a core and itself.
  package func pair(_ a: Int, _ b: Int) -> Pair? {
    guard a != b else { return nil }
    // Row by row above the diagonal.
    let (low, high) = (min(a, b), max(a, b))
    let index = low * cores.count - low * (low + 1) / 2 + (high - low - 1)
    return pairs[index]
  }

  /// What an earlier `skein bench --pairs --json` wrote.
  ///
  /// - Throws: `FileError`, or `ComparisonError.malformed` for anything else.
  package static func load(path: String) throws -> PairMatrix {
    let file = try FileReader(path: path)
    guard file.count <= 1 << 28 else {
      throw ComparisonError.malformed(file: path, problem: "it has \(file.count) bytes")
    }
    var bytes = [UInt8](repeating: 0, count: file.count)
    try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
    do {
      let matrix = try RunJSON.value(of: PairMatrix.self, from: bytes)
      let count = matrix.cores.count
      guard count >= 2, matrix.pairs.count >= count * (count - 1) / 2 else {
        throw ComparisonError.malformed(file: path, problem: "pairs are missing")
      }
      return matrix
    } catch is DecodingError {
      throw ComparisonError.malformed(
        file: path, problem: "it is not what `bench --pairs --json` writes")
    }
  }
}
