import Foundation
import Skein
import Testing
import Topology

@Suite("Tuning candidates, store and tuner")
struct TuningCandidateTests {
  @Test("on every machine the candidates differ, and hold the default and one worker")
  func candidates() throws {
    let machines = try TopologyMachines.names.map(TopologyMachines.load)
    let imagined = try TopologyMachines.synthetic.map { try Machine.synthetic($0) }
    for machine in machines + imagined {
      for batchSize in [1, 2, 7, 64, 4096] {
        let candidates = try TuningCandidates(machine, batchSize: batchSize)
        let shards = min(
          ShardPlan.shardCount(rows: batchSize, batchSize: batchSize),
          Crew.mostThatMeet)
        var places: Set<[CPUSet]> = []
        var teams: Set<TeamSize> = []
        let automatic = try machine.place().workers.count
        for (index, candidate) in candidates.all.enumerated() {
          let placement = try machine.place(
            workers: candidate.workers, policy: candidate.policy)
          if case .fixed(let size) = candidate.team {
            #expect(teams.insert(candidate.team).inserted && candidate.policy == .spread)
            #expect(candidate.workers == min(automatic, Crew.mostThatMeet))
            let plan = TeamPlan(placement.workers, machine: machine, size: size)
            #expect(plan.teams.allSatisfy { $0.count == size })
          } else {
            #expect(index == candidates.standard || candidate.workers <= shards)
            #expect(candidate.workers <= machine.processors)
            #expect(places.insert(placement.workers.map(\.processors)).inserted)
          }
        }
        #expect(
          teams.isEmpty == (batchSize >= 8 * min(automatic, Crew.mostThatMeet) || automatic == 1))
        #expect(
          candidates.all[candidates.standard].workers == min(automatic, Crew.mostThatMeet))
        #expect(candidates.all[candidates.standard].policy == .spread)
        #expect(candidates.all[candidates.single].workers == 1)
        #expect(candidates.all.count <= 50)
      }
    }
  }

  private func choice(_ machine: Machine, workers: Int = 2) throws -> StoredTuning {
    let key = TuningKey(machine, try BenchmarkProblem(preset: .reference), kernels: "avx2")
    return StoredTuning(
      key: key, workers: workers, placement: .compact, samplesPerSecond: 1234.5,
      ratioToDefault: 1.25, isFasterThanDefault: true)
  }

  @Test("a stored choice is found again for its machine and shape, and for no other")
  func store() throws {
    try withTemporaryFolder { folder in
      let store = TuningStore(folder: folder + "/a/b")
      let machine = try Machine.synthetic("core:4 pu:1")
      let choice = try choice(machine)
      #expect(try store.choice(for: choice.key, on: machine) == nil)
      let path = try store.save(choice)
      #expect(try names(in: folder + "/a/b") == [FilePath.name(of: path)])
      #expect(try store.choice(for: choice.key, on: machine) == choice)

      var other = choice.key
      other.batchSize += 1
      #expect(try store.choice(for: other, on: machine) == nil)
      for field in [\TuningKey.kernels, \.skein] {
        var other = choice.key
        other[keyPath: field] = "another"
        #expect(try store.choice(for: other, on: machine) == nil)
      }
      let masked = try Machine.synthetic("core:4 pu:1", mask: [0, 1], quota: nil)
      let maskedKey = TuningKey(
        masked, try BenchmarkProblem(preset: .reference), kernels: "avx2")
      #expect(try store.choice(for: maskedKey, on: masked) == nil)
      let larger = try Machine.synthetic("core:8 pu:1")
      let largerKey = TuningKey(
        larger, try BenchmarkProblem(preset: .reference), kernels: "avx2")
      #expect(try store.choice(for: largerKey, on: larger) == nil)

      var again = choice
      again.workers = 3
      try store.save(again)
      #expect(try store.choice(for: choice.key, on: machine)?.workers == 3)
    }
  }

  @Test("a damaged choice is refused in one sentence that names the file, and never used")
  func damagedStore() throws {
    try withTemporaryFolder { folder in
      let store = TuningStore(folder: folder)
      let machine = try Machine.synthetic("core:4 pu:1")
      let good = try choice(machine)
      let path = try store.save(good)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let broken = [
        "", "{", "[]", "null", String(text.dropLast(20)),
        text.replacing("\"format\" : 2", with: "\"format\" : 3"),
        text.replacing("\"workers\" : 2", with: "\"workers\" : 0"),
        text.replacing("\"workers\" : 2", with: "\"workers\" : 99999999999999999999"),
        text.replacing("\"compact\"", with: "\"nowhere\""),
        text.replacing("\"compact\"", with: "\"0,9\""),
        text.replacing("\"batchSize\" : 32", with: "\"batchSize\" : 33"),
      ]
      for bad in broken {
        #expect(bad != text)
        try Data(bad.utf8).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: TuningStoreError.self) {
          try store.choice(for: good.key, on: machine)
        }
        let sentence = try #require(error).description
        #expect(sentence.contains(path) && !sentence.contains("\n"))
      }
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false)
      #expect(throws: TuningStoreError.self) { try store.choice(for: good.key, on: machine) }
    }
  }

  @Test("a choice knows when it was made")
  func age() throws {
    var choice = try choice(Machine.synthetic("core:4 pu:1"))
    let age = try #require(choice.age())
    #expect(age < 0.01 && choice.day.count == 10)
    choice.made = "2026-01-01T00:00:00Z"
    let later = Date(timeIntervalSince1970: 1_767_225_600 + 36 * 3600)
    #expect(choice.age(at: later) == 1.5 && choice.day == "2026-01-01")
    #expect(choice.age(at: Date(timeIntervalSince1970: 0)) == nil)
    choice.made = "yesterday"
    #expect(choice.age() == nil)
  }

  @Test("the folder follows the XDG specification")
  func folder() {
    #expect(
      TuningStore(environment: ["XDG_CONFIG_HOME": "/x", "HOME": "/h"])?.folder
        == "/x/skein/tuning")
    #expect(
      TuningStore(environment: ["XDG_CONFIG_HOME": "x", "HOME": "/h"])?.folder
        == "/h/.config/skein/tuning")
    #expect(TuningStore(environment: ["XDG_CONFIG_HOME": ""]) == nil)
    #expect(TuningStore(environment: [:]) == nil)
  }

  @Test("the tuner measures this machine and stops when it is told to")
  func tuner() throws {
    let problem = try BenchmarkProblem(
      Sequential(specification: "lstm:4,dense:1"), sequenceLength: 4, batchSize: 8)
    let machine = try TestMachine.machine()
    let tuner = try Tuner(
      problem, machine: machine,
      candidates: TuningCandidates(machine, batchSize: problem.batchSize))
    let outcome = try tuner.run(budget: 0.5)
    #expect(!outcome.rows.isEmpty && !outcome.wasStopped)
    #expect(outcome.rows.count { $0.isChosen } == 1)
    #expect(outcome.rows.count { $0.isStandard } == 1)
    #expect(outcome.rows.allSatisfy { $0.samplesPerSecond > 0 && $0.count >= 1 })
    let rates = outcome.rows.map(\.samplesPerSecond)
    #expect(rates == rates.sorted(by: >))
    let chart = LineChart.tuning(outcome, of: "test")
    #expect(!chart.series.isEmpty)
    _ = try SVGShapes.read(chart.svg())

    let stopped = try tuner.run(budget: 1000, shouldStop: { true })
    #expect(stopped.wasStopped && stopped.rows.isEmpty)
  }
}
