import Testing
import Topology

/// Where a worker goes whose processor is gone.
@Suite struct RefugeTests {
  @Test("it goes where the fewest workers are, then where its core and node are its own")
  func fewest() throws {
    for description in ["pack:2 numa:1 core:3 pu:2", "core:4 pu:1", "pack:2 numa:1 core:2 pu:1"] {
      let machine = try Machine.synthetic(description)
      for workers in 1...machine.processors {
        let places = try machine.place(workers: workers, policy: .compact).workers
        for place in places {
          let left = machine.allowedProcessors.subtracting(place.processors)
          let others = places.filter { $0.worker != place.worker }.map(\.processors)
          guard
            let refuge = machine.refuge(for: place, among: left, taken: others)
          else {
            #expect(left.isEmpty)
            continue
          }
          #expect(left.contains(refuge))
          func held(_ processors: some Sequence<Int>) -> Int {
            others.count { !$0.isDisjoint(with: CPUSet(processors)) }
          }
          #expect(held([refuge]) == left.map { held([$0]) }.min())
          let rivals = left.filter { held([$0]) == held([refuge]) }
          func core(_ processor: Int) -> Core? {
            machine.allowedCores.first { $0.processors.contains(processor) }
          }
          func shared(_ processor: Int) -> Int { core(processor).map { held($0.processors) } ?? 0 }
          #expect(shared(refuge) == rivals.map(shared).min())
          let equal = rivals.filter { shared($0) == shared(refuge) }
          let isNear = core(refuge)?.numaNode == place.numaNode
          #expect(isNear || !equal.contains { core($0)?.numaNode == place.numaNode })
        }
      }
    }
    let machine = try Machine.synthetic("core:2 pu:1")
    let place = try machine.place(workers: 1).workers[0]
    #expect(machine.refuge(for: place, among: [], taken: []) == nil)
  }
}
