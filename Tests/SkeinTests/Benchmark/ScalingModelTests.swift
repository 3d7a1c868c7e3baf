import Foundation
import Skein
import Testing
import Topology

/// All figures are sums of powers of two, so that what is expected is exact.
@Suite("The scaling model") struct ScalingModelTests {
  /// A second for 32 rows and a quarter for the update; 1024 parameters in sixteen blocks.
  private func profile(
    shares: [(rows: Int, seconds: Double)] = [(2, 0.0625), (4, 0.125), (8, 0.25), (32, 1)],
    members: [CoreProfile.Share] = [], update: Double = 0.25, bytesPerRow: Double = 0,
    memory: Double = 0x1p60
  ) -> CoreProfile {
    CoreProfile(
      batchSize: 32, sequenceLength: 8,
      shares: shares.map { CoreProfile.Share(rows: $0.rows, seconds: $0.seconds) } + members,
      meetings: 16, teamBytesPerRow: 0x1p10, updateSeconds: update,
      blockFloats: [Int](repeating: 64, count: 16), packedBytes: 4096, bytesPerRow: bytesPerRow,
      exchange: CoreProfile.Exchange(
        spinningSeconds: 0x1p-12, meetingSeconds: 0x1p-13, sleepingSeconds: 0x1p-8,
        bytesPerSecond: 0x1p20,
        memoryBytesPerSecond: memory, isMeasured: true),
      inference: false)
  }

  private func predict(
    _ description: String, _ workers: Int, _ policy: PlacementPolicy = .spread, team: Int = 1,
    quota: Double? = nil, scaling: BenchmarkRun.Scaling = .strong, profile: CoreProfile? = nil
  ) throws -> ScalingPrediction {
    let machine = try Machine.synthetic(
      description, mask: nil, quota: quota.map { CPUQuota(processors: $0, path: "/cpu.max") })
    return try ScalingModel(profile ?? self.profile(), on: machine)
      .predict(workers: workers, team: team, policy: policy, scaling: scaling)
  }

  @Test("members of a team take what was measured for a member, and meet after each step")
  func teams() throws {
    // Half of the units of four rows in less than half of the time: the weights fit a cache then.
    let member = [CoreProfile.Share(rows: 4, members: 2, seconds: 0.03125)]
    let prediction = try predict(
      "l3:1 core:16 pu:1", 16, team: 2, profile: profile(members: member))
    #expect(prediction.team == 2 && prediction.working == 16 && prediction.cores == 16)
    #expect(prediction.parts.units == 1000 * (0.03125 - 0.0625))
    // Sixteen meetings, each of one flag's way, which unevenness doubles, and half of four rows' bytes.
    let bytes = 0x1p10 * 4 / 2 / 0x1p20
    #expect(prediction.parts.meetings == 1000 * (16 * 2 * 0x1p-13 + bytes))
    #expect(prediction.parts.shards == 0 && prediction.parts.fewRows == 0)
    #expect(prediction.millisecondsPerStep == prediction.parts.sum)
    let alone = try predict("l3:1 core:16 pu:1", 16, profile: profile(members: member))
    #expect(alone.team == 1 && alone.parts.units == 0 && alone.parts.meetings == 0)
    #expect(prediction.samplesPerSecond > alone.samplesPerSecond)
    // Eight buffers of gradients are summed, not sixteen.
    #expect(prediction.parts.exchange < alone.parts.exchange)
  }

  @Test("a team looks at the flags of all its members, farther ones for longer")
  func teamMeetings() throws {
    let four = try predict("l3:1 core:8 pu:1", 8, team: 4)
    let two = try predict("l3:1 core:8 pu:1", 8, team: 2)
    // Eight rows of the batch to each of two teams' members, four to each of four teams'.
    func meetings(_ members: Double, rows: Double) -> Double {
      let flags = 16 * 2 * 0x1p-13 * (members - 1)
      return 1000 * (flags + 0x1p10 * rows * (members - 1) / members / 0x1p20)
    }
    #expect(
      four.parts.meetings == meetings(4, rows: 16) && two.parts.meetings == meetings(2, rows: 8))
    // Threads of one core are half as far from each other; members that take turns sleep.
    let threads = try predict("l3:1 core:4 pu:2", 8, .smt, team: 2)
    #expect(threads.parts.meetings == two.parts.meetings / 2)
    let turns = try predict("l3:1 core:4 pu:1", 8, .compact, team: 2)
    #expect(turns.parts.meetings == 1000 * (16 * 0x1p-8 + 0x1p10 * 8 / 4 / 0x1p20))
    // What no member was measured for is an equal part.
    #expect(two.parts.units == 0)
  }

  @Test("teams stay below one cache, and workers beyond the shards find work in them")
  func teamPlaces() throws {
    let caches = try predict("l3:4 core:4 pu:1", 16, team: 8)
    #expect(caches.team == 4 && caches.working == 16)
    let many = try predict("l3:4 core:16 pu:1", 64, team: 4)
    #expect(many.working == 64, "sixteen shards for sixteen teams of four")
    #expect(try predict("l3:4 core:16 pu:1", 64).working == 16)
    let machine = try Machine.synthetic("l3:4 core:16 pu:1")
    let plan = try ScalingPlan(workers: 64, team: 4, batchSize: 32, on: machine)
    let (alone, member) = (CoreProfile.Part(rows: 2), CoreProfile.Part(rows: 2, members: 4))
    #expect(plan.parts == [alone, member])
  }

  @Test("one worker is what was measured, on every machine and under every policy")
  func one() throws {
    for description in TopologyMachines.synthetic {
      for policy in [PlacementPolicy.spread, .compact, .smt, .none] {
        for scaling in BenchmarkRun.Scaling.allCases {
          let prediction = try predict(description, 1, policy, scaling: scaling)
          #expect(prediction.millisecondsPerStep == 1250)
          #expect(prediction.samplesPerSecond == 32 / 1.25)
          #expect(prediction.speedup == 1 && prediction.efficiency == 1)
          #expect(prediction.limit == nil && prediction.parts.sum == prediction.parts.linear)
        }
      }
    }
  }

  @Test("no number of workers is faster than linear, and the parts of a step make the step")
  func linear() throws {
    let profiles = [
      profile(), profile(shares: [(2, 0.001), (16, 0.25), (32, 1)]),
      profile(bytesPerRow: 1e9, memory: 1e9), profile(update: 0),
    ]
    for name in TopologyMachines.names + TopologyMachines.synthetic {
      let machine =
        name.hasSuffix(".xml") ? try TopologyMachines.load(name) : try Machine.synthetic(name)
      for profile in profiles {
        let model = ScalingModel(profile, on: machine)
        for policy in [PlacementPolicy.spread, .compact, .smt, .none] {
          for workers in [1, 2, 3, 5, 16, 17, 64, 300] {
            for scaling in BenchmarkRun.Scaling.allCases {
              let prediction = try model.predict(
                workers: workers, policy: policy, scaling: scaling)
              let isLinear = prediction.speedup <= Double(workers) * (1 + 1e-12)
              #expect(isLinear, "\(name) \(workers) \(policy): \(prediction.speedup)")
              #expect(prediction.millisecondsPerStep == prediction.parts.sum)
              #expect(prediction.processors.count == prediction.working)
              let losses = Mirror(reflecting: prediction.parts).children.map { $0.value as? Double }
              #expect(losses.allSatisfy { ($0 ?? -1) >= 0 }, "teams alone may gain")
            }
          }
        }
      }
    }
  }

  @Test("two workers exchange half of the gradients and weights and meet twice")
  func two() throws {
    // 2048 bytes each way at a mebibyte a second; two barriers of two parties.
    let near = try predict("core:2 pu:1", 2)
    #expect(near.parts.linear == 625)
    #expect(near.parts.exchange == 1000.0 / 256)
    #expect(near.parts.barrier == 1000.0 / 1024)
    #expect(near.millisecondsPerStep == 625 + 3.90625 + 0.9765625)
    #expect(near.limit == .exchange && near.cores == 2 && near.packages == 1)
    // Across packages the way is four times as long.
    let far = try predict("pack:2 core:1 pu:1", 2)
    #expect(far.parts.exchange == 4 * near.parts.exchange)
    #expect(far.parts.barrier == 4 * near.parts.barrier && far.packages == 2)
  }

  @Test("more workers than shards do not help, nor do more than can meet")
  func shards() throws {
    let enough = try predict("core:64 pu:1", 16)
    for workers in [17, 32, 64] {
      let many = try predict("core:64 pu:1", workers)
      #expect(many.working == 16 && many.processors.count == 16)
      #expect(abs(many.millisecondsPerStep - enough.millisecondsPerStep) < 1e-9)
      #expect(many.efficiency < enough.efficiency)
    }
    #expect(try predict("core:64 pu:1", 64).limit == .shards)
    let weak = try predict("core:1024 pu:1", 1000, scaling: .weak)
    #expect(weak.working == Crew.mostThatMeet && weak.batchSize == 32_000)
  }

  @Test("16 shards for three workers leave one of them six, which the others wait for")
  func rounding() throws {
    let prediction = try predict("core:4 pu:1", 3)
    #expect(prediction.parts.shards == 1000 * (12.0 / 32 - 32.0 / 3 / 32))
    #expect(prediction.parts.fewRows == 0 && prediction.limit == .shards)
  }

  @Test("a worker with few rows takes what was measured for them")
  func fewRows() throws {
    let slow = profile(shares: [(2, 0.125), (4, 0.125), (32, 1)])
    let prediction = try predict("core:16 pu:1", 16, profile: slow)
    #expect(prediction.parts.fewRows == 62.5 && prediction.limit == .fewRows)
    // Between 4 and 32 rows on a line: 8 rows take an eighth and a seventh of the rest.
    let eight = try predict("core:16 pu:1", 4, profile: slow)
    #expect(abs(eight.parts.fewRows) < 1e-9)
  }

  @Test("a quota caps what all workers do together, and one worker as well")
  func quota() throws {
    // Eight eighths of a second and the update, in half the time of two processors.
    let prediction = try predict("core:8 pu:1", 8, quota: 2)
    #expect(prediction.millisecondsPerStep == 625 && prediction.limit == .quota)
    #expect(prediction.speedup == 2)
    let half = try predict("core:8 pu:1", 1, quota: 0.5)
    #expect(half.millisecondsPerStep == 2500 && half.limit == .quota)
    #expect(try predict("core:8 pu:1", 8, quota: 8) == predict("core:8 pu:1", 8))
  }

  @Test("hyperthreads share a core, and workers beyond the processors take turns")
  func sharing() throws {
    let threads = try predict("core:1 pu:2", 2, .smt)
    #expect(threads.parts.sharing == 500 && threads.limit == .hyperthreads)
    #expect(threads.cores == 1 && threads.speedup < 1)
    #expect(threads.parts.update == 125)
    // spread takes a second core instead.
    #expect(try predict("core:2 pu:2", 2).parts.sharing == 0)
    #expect(try predict("core:2 pu:2", 2, .smt).parts.sharing == 500)
    let turns = try predict("core:2 pu:1", 4)
    #expect(turns.limit == .processors && turns.speedup < 2)
    // Barriers sleep then.
    #expect(turns.parts.barrier == 1000 * 2 * 4 * 0x1p-8)
  }

  @Test("every step waits for the slowest kind of core")
  func slowCores() throws {
    // The slower of its two cores at half the faster one's frequency.
    let text = try TopologyMachines.text("fakecpukinds.xml")
    let fast = try #require(text.range(of: "value=\"2000\""))
    let machine = try Machine.load(
      xml: [UInt8](text.replacingCharacters(in: fast, with: "value=\"1000\"").utf8),
      path: "kinds.xml", mask: nil, quota: nil)
    let surroundings = machine.surroundings()
    let model = ScalingModel(profile(), on: machine)
    let prediction = try model.predict(workers: 2)
    let speeds = try machine.place(workers: 2).workers.compactMap { place in
      place.core.flatMap { surroundings[$0]?.speed }
    }
    let slowest = try #require(speeds.min())
    #expect(slowest == 0.5)
    #expect(prediction.parts.slowCores == 500 && prediction.limit == .slowCores)
  }

  @Test("a node's memory moves what the caches do not keep")
  func memory() throws {
    // Nothing is known of caches: eight sweeps of the weights, two gradients written and read, and
    // three passes over all rows.
    let busy = profile(bytesPerRow: 0x1p20, memory: 0x1p26)
    let rows: Double = 3 * 32 * 0x1p20
    let moved: Double = 8 * 4096 + 4 * 4096 + rows
    let prediction = try predict("core:2 pu:1", 2, profile: busy)
    let seconds: Double = moved / 0x1p26 - 0.5
    #expect(prediction.parts.memory == 1000 * seconds)
    #expect(prediction.limit == .memory)
    // Two nodes move half each, and a cache that holds everything moves nothing.
    let split = try predict("numa:2 core:1 pu:1", 2, profile: busy)
    #expect(split.parts.memory < prediction.parts.memory / 2)
    let cached = try predict("l3:1(size=99999999) core:2 pu:1", 2, profile: busy)
    #expect(cached.parts.memory == 0)
  }

  @Test("weak scaling gives each worker the whole batch")
  func weak() throws {
    let prediction = try predict("core:4 pu:1", 4, scaling: .weak)
    #expect(prediction.batchSize == 128 && prediction.parts.linear == 1250)
    #expect(prediction.parts.shards == 0 && prediction.parts.fewRows == 0)
    #expect(prediction.speedup > 3.9 && prediction.speedup <= 4)
  }

  @Test("what is measured makes a profile whose one worker is the measured one")
  func measured() throws {
    let machine = try TestMachine.machine()
    let problem = try BenchmarkProblem(
      Sequential(specification: "lstm:5,dense:2"), inputSize: 3, sequenceLength: 4, batchSize: 6)
    let (two, member) = (CoreProfile.Part(rows: 2), CoreProfile.Part(rows: 4, members: 3))
    let profile = try CoreProfile.measure(
      problem, parts: [two, member], on: machine, kernels: KernelSelection.available[0],
      seconds: 0.01)
    #expect(profile.shares.map(\.rows) == [2, 6, 4])
    #expect(profile.shares.map(\.members) == [1, 1, 3])
    // Rows gathered, before and after each layer's four steps in either direction, its end, the loss.
    #expect(profile.meetings > 2 * 4 && profile.meetings < 2 * 4 + 12)
    #expect(profile.shares.allSatisfy { $0.seconds > 0 } && profile.updateSeconds > 0)
    let model = try Model(
      problem.architecture, input: LayerShape(steps: 4, features: 3), targets: 2)
    #expect(profile.parameterFloats == model.weights.layout.parameterCount)
    #expect(profile.bytesPerRow > 4 * 3 * 4, "at least the inputs")
    let exchange = profile.exchange
    #expect(exchange.spinningSeconds > 0 && exchange.sleepingSeconds > 0)
    #expect(exchange.bytesPerSecond > 0 && exchange.memoryBytesPerSecond > 0)
    #expect(exchange.isMeasured == (machine.cores > 1))
    let one = try ScalingModel(profile, on: machine).predict(workers: 1)
    if machine.quota ?? 1 >= 1 {
      #expect(abs(one.millisecondsPerStep - 1000 * profile.stepSeconds) < 1e-9)
    }
  }

  @Test("few shares are all measured, and of many the ends and the batch")
  func shares() throws {
    func parts(_ rows: [Int], members: Int = 1) -> [CoreProfile.Part] {
      rows.map { CoreProfile.Part(rows: $0, members: members) }
    }
    #expect(CoreProfile.chosen(Set(parts([4, 2, 8])), keeping: 8) == parts([2, 4, 8]))
    let many = CoreProfile.chosen(
      Set(parts(Array(1...100)) + parts([5, 3], members: 2)), keeping: 64)
    #expect(many.count <= 10 && many.contains(CoreProfile.Part(rows: 64)))
    #expect(many.first?.rows == 1 && many.suffix(2) == parts([3, 5], members: 2)[...])
    #expect(many.contains(CoreProfile.Part(rows: 100)))
    let machine = try Machine.synthetic("core:128 pu:1")
    func rows(_ workers: Int, _ scaling: BenchmarkRun.Scaling) throws -> Set<Int> {
      let plan = try ScalingPlan(
        workers: workers, scaling: scaling, batchSize: 32, on: machine)
      return Set(plan.parts.map(\.rows))
    }
    #expect(try rows(3, .strong) == [12] && rows(99, .strong) == [2] && rows(3, .weak) == [32])
  }
}
