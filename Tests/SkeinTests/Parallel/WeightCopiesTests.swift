import Skein
import Testing
import Topology

@Suite("Copies of the packed weights") struct WeightCopiesTests {
  @Test("one for each NUMA node, where they outgrow a core's cache, touched by its first worker")
  func copies() throws {
    let machine = try Machine.synthetic("numa:3 core:2 pu:1")
    let places = try machine.place(workers: 6).workers
    let copies = WeightCopies(places, bytes: 4097, cache: 4096)
    #expect(copies.count == 3)
    #expect((0..<6).map(copies.copy) == [0, 0, 1, 1, 2, 2])
    #expect((0..<6).map(copies.copyToTouch) == [0, nil, 1, nil, 2, nil])
    #expect(WeightCopies(places, bytes: 4096, cache: 4096) == .shared)
    let one = try machine.place(workers: 2, policy: .compact).workers
    #expect(WeightCopies(one, bytes: 4097, cache: 4096) == .shared)
    // Without a binding nobody has a node.
    let anywhere = try machine.place(workers: 6, policy: .none).workers
    #expect(WeightCopies(anywhere, bytes: 4097, cache: 4096) == .shared)
    #expect(WeightCopies.shared.count == 1 && WeightCopies.shared.copy(of: 99) == 0)
    #expect(WeightCopies.shared.copyToTouch(by: 0) == nil)
  }

  /// A crew on an imagined machine, whose workers run here unbound.
  private func crew(_ description: String, workers: Int, table: Int) throws -> Crew {
    let machine = try Machine.synthetic(description)
    return Crew(
      machine: machine, placement: try machine.place(workers: workers),
      kernels: KernelSelection.available[table])
  }

  @Test("as many as there are nodes give the bits of one, with clipping and without")
  func sameBits() throws {
    for (clipNorm, specification) in [
      (Double?.none, "lstm:33:sequence,lstm:7,dense:1"), (0.05, "dense:5:relu,lstm:20,dense:1"),
    ] {
      let problem = try RandomProblem(
        Sequential(specification: specification), window: 5, windows: 40, seed: 3)
      let options = TrainingOptions(
        epochs: 3, batchSize: 13, learningRate: 0.01, clipNorm: clipNorm, seed: 7)
      let job = TrainingRecord.Job(problem: problem, trainingWindows: 33, options: options)
      for table in KernelSelection.available.indices {
        let one = try TrainingRecord(of: job, on: TestMachine.crew(workers: 1))
        for (nodes, workers) in [(2, 2), (3, 5), (7, 7), (4, 3)] {
          let crew = try crew(
            "numa:\(nodes) l2:1(size=1024) core:2 pu:1", workers: workers, table: table)
          let compiled = CompiledModel(problem.model, for: crew)
          #expect(compiled.copies.count == min(nodes, workers))
          #expect(
            try TrainingRecord(of: job, on: crew) == one, "\(nodes) nodes, \(workers) workers")
        }
      }
    }
  }

  @Test("all copies hold the same packed weights once each has been touched")
  func contents() throws {
    let problem = try RandomProblem(
      Sequential(specification: "lstm:9,dense:2"), inputs: 2, window: 3, windows: 4)
    let crew = try crew("numa:2 l2:1(size=1024) core:1 pu:1", workers: 2, table: 0)
    let compiled = CompiledModel(problem.model, for: crew)
    for worker in 0..<2 { compiled.prepare(for: worker) }
    let alone = CompiledModel(
      problem.model, kernels: crew.kernels, innerBlock: 256, isTraining: true)
    #expect(compiled.packedBytes == 2 * alone.packedBytes)
    for layer in 0..<2 {
      let count = problem.model.architecture.layers[layer].packedFloats(
        for: problem.model.inputShape(ofLayer: layer),
        backward: layer == 0 ? .weights : .weightsAndInput)
      let wanted = Array(UnsafeBufferPointer(start: alone.site(layer).packed, count: count))
      for copy in 0..<2 {
        let packed = compiled.site(layer, copy: copy).packed
        #expect(Array(UnsafeBufferPointer(start: packed, count: count)) == wanted)
      }
    }
  }
}
