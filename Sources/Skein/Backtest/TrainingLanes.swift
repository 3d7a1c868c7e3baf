import Foundation
import Topology

/// Whole trainings side by side, each with a share of a crew's workers.
///
/// Trainings beside each other need not wait for each other, so as many go on at once as there are
/// workers, and each has one. What is left in the end shares all workers, since else most would be idle.
/// The bits of a training do not depend on it.
package struct TrainingLanes {
  private let crew: Crew
  /// As many trainings at once as there is memory for.
  private let most: Int

  /// - Parameter most: trainings that may go on at once.
  package init(_ crew: Crew, most: Int) {
    self.crew = crew
    self.most = max(most, 1)
  }

  /// How many of the remaining trainings go on at once, and how many of those are done so.
  package static func wave(_ left: Int, workers: Int, most: Int) -> (lanes: Int, trainings: Int) {
    let lanes = min(left, workers, most)
    return (lanes, left - left % lanes)
  }

  /// The workers of each lane: neighbours in the machine.
  private func crews(_ lanes: Int) throws(TopologyError) -> [Crew] {
    if lanes == 1 { return [crew] }
    let places = crew.placement.workers
    let isBound = crew.placement.policy != .none
    return try (0..<lanes).map { lane throws(TopologyError) in
      let own = places[lane * places.count / lanes..<(lane + 1) * places.count / lanes]
      var limits = PlacementLimits()
      limits.like = own.reduce(CPUSet()) { $0.union($1.processors) }.description
      let part = try crew.machine.narrowed(by: limits)
      let placement = try part.place(workers: own.count, policy: isBound ? .spread : .none)
      return Crew(machine: part, placement: placement, kernels: crew.kernels, team: crew.team)
    }
  }

  /// Runs all jobs, each once, and returns when they have ended; after the first error no further one
  /// begins.
  ///
  /// - Parameters:
  ///   - jobs: those that take longest first.
  ///   - stop: no job begins after it was requested; after an error the jobs that run are asked to stop.
  ///   - body: one job on one of the crews.
  /// - Throws: the first error; `TopologyError` where the workers have no place.
  package func run<Job: Sendable>(
    _ jobs: [Job], stop: StopRequest,
    _ body: @escaping @Sendable (Job, Crew, StopRequest) throws -> Void
  ) throws {
    var rest = jobs[...]
    while !rest.isEmpty, !stop.isRequested {
      let (lanes, count) = Self.wave(rest.count, workers: crew.count, most: most)
      try run(Array(rest.prefix(count)), on: try crews(lanes), stop, body)
      rest = rest.dropFirst(count)
    }
  }

  private func run<Job: Sendable>(
    _ jobs: [Job], on crews: [Crew], _ stop: StopRequest,
    _ body: @escaping @Sendable (Job, Crew, StopRequest) throws -> Void
  ) throws {
    let own = StopRequest(or: stop)
    let next = Locked(0)
    let failure = Locked<(any Error)?>(nil)
    let work: @Sendable (Crew) -> Void = { crew in
      while !own.isRequested {
        let index = next.withLock { index -> Int in
          index += 1
          return index - 1
        }
        guard index < jobs.count else { return }
        do {
          try body(jobs[index], crew, own)
        } catch {
          failure.withLock { if $0 == nil { $0 = error } }
          own.request()
        }
      }
    }
    let others = DispatchGroup()
    for crew in crews.dropFirst() {
      others.enter()
      let isStarted = SystemThread.run {
        work(crew)
        others.leave()
      }
      // Without a thread the other lanes do its jobs.
      if !isStarted { others.leave() }
    }
    work(crews[0])
    others.wait()
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
