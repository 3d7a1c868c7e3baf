import Skein
import Topology

/// Crews on the machine that runs the tests.
enum TestMachine {
  private static let discovered = Result { try Machine.discover() }

  static func machine() throws -> Machine { try discovered.get() }

  /// Every policy, on the processors that this process may use.
  static func policies() throws -> [PlacementPolicy] {
    let allowed = Array(try machine().allowedProcessors)
    return [.spread, .compact, .smt, .none, .processors(allowed.reversed())]
  }

  /// - Parameter instructionSet: an index into `KernelSelection.available`; nil takes the widest.
  static func crew(
    workers: Int, policy: PlacementPolicy = .none, instructionSet: Int? = nil,
    innerBlock: Int? = nil, team: TeamSize = .auto
  ) throws -> Crew {
    let machine = try machine()
    let tables = KernelSelection.available
    return Crew(
      machine: machine, placement: try machine.place(workers: workers, policy: policy),
      kernels: tables[instructionSet ?? tables.count - 1], innerBlock: innerBlock, team: team)
  }
}
