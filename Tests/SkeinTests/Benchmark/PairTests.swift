import Foundation
import Skein
import Testing
import Topology

@Suite("Pairs of cores") struct PairTests {
  private func pair(
    _ first: Int, _ second: Int, _ distance: CoreSurroundings.Distance, barrier: Double,
    rate: Double
  ) -> PairMatrix.Pair {
    PairMatrix.Pair(
      first: first, second: second, distance: distance, barrierNanoseconds: barrier,
      meetingNanoseconds: barrier / 2, gigabytesPerSecond: rate)
  }

  /// A matrix of cores of which each `cores / packages` share a package and each two of those a cache;
  /// a pair's barrier is 100 ns a distance, its rate 8 GB/s over that.
  private func matrix(cores: Int, packages: Int, shares: Bool = true) throws -> PairMatrix {
    func distance(_ a: Int, _ b: Int) -> CoreSurroundings.Distance {
      if a * packages / cores != b * packages / cores { return .otherPackage }
      return shares && a / 2 == b / 2 ? .sameCache : .samePackage
    }
    var pairs: [PairMatrix.Pair] = []
    for a in 0..<cores {
      for b in a + 1..<cores {
        let way = distance(a, b)
        let times: Double = way == .sameCache ? 1 : way == .samePackage ? 3 : 7
        pairs.append(pair(a, b, way, barrier: 100 * times, rate: 8 / times))
      }
    }
    let machine = RunMachine(try TestMachine.crew(workers: 1))
    return PairMatrix(
      machine: machine,
      cores: (0..<cores).map {
        PairMatrix.Core(core: $0, processor: 2 * $0, package: $0 * packages / cores, numaNode: nil)
      }, pairs: pairs)
  }

  @Test("each pair is found from either side, in matrices of every size")
  func lookup() throws {
    for cores in 2...9 {
      let matrix = try matrix(cores: cores, packages: 1)
      for a in 0..<cores {
        #expect(matrix.pair(a, a) == nil)
        for b in 0..<cores where b != a {
          let pair = try #require(matrix.pair(a, b))
          #expect(pair.first == min(a, b) && pair.second == max(a, b))
        }
      }
    }
  }

  @Test("measured ways take the place of the assumed ones, and what no pair has stays assumed")
  func ways() throws {
    let whole = try matrix(cores: 8, packages: 2).ways
    #expect(whole.measured == ["same cache", "same package", "other package"])
    #expect(whole.barrier.sameCache == 1 && whole.exchange.sameCache == 1)
    #expect(whole.barrier.samePackage == 3 && whole.barrier.otherPackage == 7)
    #expect(abs(whole.exchange.samePackage - 3) < 1e-12)
    #expect(whole.barrier.sameCore == DistanceFactors.assumed.sameCore)
    // Without a shared cache the nearest distance keeps its assumed factor.
    let apart = try matrix(cores: 4, packages: 2, shares: false).ways
    #expect(apart.measured == ["same package", "other package"])
    #expect(apart.barrier.samePackage == 2 && abs(apart.barrier.otherPackage - 14.0 / 3) < 1e-12)
    #expect(apart.barrier.sameCache == 1)
    #expect(CoreWays([]) == .assumed)
    let one = try matrix(cores: 2, packages: 1).ways
    #expect(one.barrier == .assumed && one.exchange == .assumed, "one pair tells no ratio")
  }

  @Test("a matrix says what it cannot tell")
  func notes() throws {
    #expect(
      try matrix(cores: 2, packages: 1).notes.first?.contains("Two cores are one pair") == true)
    #expect(try matrix(cores: 8, packages: 2).notes.isEmpty)
    let notes = try matrix(cores: 4, packages: 1).notes
    #expect(notes.count == 1 && notes[0].contains("other package"))
  }

  @Test("the scaling model takes the measured ways, for barriers and for data each its own")
  func model() throws {
    let profile = CoreProfile(
      batchSize: 32, sequenceLength: 8,
      shares: [.init(rows: 2, seconds: 0.0625), .init(rows: 32, seconds: 1)],
      meetings: 16, teamBytesPerRow: 0, updateSeconds: 0.25,
      blockFloats: [Int](repeating: 64, count: 16), packedBytes: 4096,
      bytesPerRow: 0,
      exchange: CoreProfile.Exchange(
        spinningSeconds: 0x1p-12, meetingSeconds: 0x1p-13, sleepingSeconds: 0x1p-8,
        bytesPerSecond: 0x1p20,
        memoryBytesPerSecond: 0x1p60, isMeasured: true),
      inference: false)
    let machine = try Machine.synthetic("pack:2 core:4 pu:1")
    var ways = CoreWays.assumed
    ways.barrier.otherPackage = 8
    let assumed = try ScalingModel(profile, on: machine).predict(workers: 2)
    let slow = try ScalingModel(profile, on: machine, ways: ways).predict(workers: 2)
    // Two workers on two packages: twice the way of 4.
    #expect(slow.parts.barrier == 2 * assumed.parts.barrier)
    #expect(slow.parts.exchange == assumed.parts.exchange)
    ways.exchange.otherPackage = 12
    let both = try ScalingModel(profile, on: machine, ways: ways).predict(workers: 2)
    #expect(both.parts.barrier == slow.parts.barrier)
    #expect(abs(both.parts.exchange / assumed.parts.exchange - 3) < 1e-12)
  }

  @Test("JSON gives the matrix back, and other JSON is refused")
  func json() throws {
    let matrix = try matrix(cores: 5, packages: 2)
    try withTemporaryFolder { folder in
      let path = folder + "/pairs.json"
      let text = try RunJSON.text(matrix)
      try AtomicFile.write(text, to: path)
      #expect(try PairMatrix.load(path: path) == matrix)
      for bad in ["{}", "[]", "hello", text.replacing("same cache", with: "same street")] {
        try AtomicFile.write(bad, to: path)
        #expect(throws: ComparisonError.self) { try PairMatrix.load(path: path) }
      }
      var short = matrix
      short.pairs.removeLast(4)
      try AtomicFile.write(RunJSON.text(short), to: path)
      #expect(throws: ComparisonError.self) { try PairMatrix.load(path: path) }
    }
  }

  @Test("the heat map has a cell for each pair and lies within its page")
  func heatMap() throws {
    for cores in [2, 5, 16, 40, 128] {
      let svg = PairHeatMap(try matrix(cores: cores, packages: 1)).svg()
      let shapes = try SVGShapes.read(svg)
      #expect(shapes.rectangles.count >= 1 + 2 * cores * cores)
      for rectangle in shapes.rectangles { #expect(shapes.page.holds(rectangle)) }
      for text in shapes.texts { #expect(shapes.page.holds(text.box), "\(text.text)") }
    }
  }

  @Test("two processors of this machine are measured, and one is told to be no pair")
  func measured() throws {
    let machine = try TestMachine.machine()
    let kernels = try #require(KernelSelection.available.last)
    guard machine.cores > 1 else {
      #expect(throws: PairError.oneCore) {
        try PairMeasurement.run(on: machine, kernels: kernels, seconds: 0.01)
      }
      return
    }
    guard machine.cores <= 8 else { return }
    let matrix = try PairMeasurement.run(on: machine, kernels: kernels, seconds: 0.05)
    #expect(matrix.cores.count == machine.cores)
    #expect(matrix.pairs.count >= machine.cores * (machine.cores - 1) / 2)
    for pair in matrix.pairs {
      #expect(pair.barrierNanoseconds > 0 && pair.barrierNanoseconds.isFinite)
      #expect(pair.meetingNanoseconds > 0 && pair.meetingNanoseconds.isFinite)
      #expect(pair.gigabytesPerSecond > 0 && pair.gigabytesPerSecond.isFinite)
    }
    #expect(throws: BenchmarkError.interrupted) {
      try PairMeasurement.run(
        on: machine, kernels: kernels, seconds: 0.05, isInterrupted: { true })
    }
  }
}
