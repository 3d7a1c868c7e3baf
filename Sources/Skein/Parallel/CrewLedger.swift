import Foundation

/// Hands out the process's places for workers, so that crews that meet never wait for each other's
/// threads.
///
/// Dispatch never runs more than 255 blocks at a time. Two crews of 150 that each had a part of their
/// threads would wait at their barriers for ever; so a crew gets all its places at once or none, in
/// the order of asking. Parked shifts are dismissed, the longest parked first, where others need
/// their places.
package final class CrewLedger: Sendable {
  /// What a request is given.
  enum Grant {
    /// Threads that wait for something to do.
    case shift(Shift)
    /// Places for threads to be started.
    case places
    /// Nothing: the places that are free do not suffice, and whoever asked must not wait.
    case refused(free: Int)
  }

  private struct Request {
    var crew: ObjectIdentifier
    var first: Int
    var places: Int
    var granted: @Sendable (Grant) -> Void
  }

  private struct State {
    var free: Int
    /// Places of dismissed shifts, on their way back.
    var leaving = 0
    var parked: [(crew: ObjectIdentifier, shift: Shift)] = []
    var waiting: [Request] = []
    /// What to do once the lock is open.
    var deeds: [@Sendable () -> Void] = []

    var parkedPlaces: Int { parked.reduce(0) { $0 + $1.shift.places.count } }

    mutating func dismiss(_ shift: Shift) {
      leaving += shift.places.count
      deeds.append { shift.dismiss() }
    }

    /// Serves requests from the front, as far as possible.
    mutating func serve() {
      while let request = waiting.first {
        if let index = parked.firstIndex(where: {
          $0.crew == request.crew && $0.shift.places.startIndex == request.first
            && $0.shift.places.count == request.places
        }) {
          let shift = parked.remove(at: index).shift
          deeds.append { request.granted(.shift(shift)) }
        } else if free >= request.places {
          free -= request.places
          deeds.append { request.granted(.places) }
        } else {
          while free + leaving < request.places, !parked.isEmpty {
            dismiss(parked.removeFirst().shift)
          }
          return
        }
        waiting.removeFirst()
      }
    }
  }

  package static let shared = CrewLedger(places: Crew.mostThatMeet)

  private let state: Locked<State>

  package init(places: Int) {
    state = Locked(State(free: places))
  }

  /// Asks for places, or for the parked shift that has them.
  ///
  /// - Parameters:
  ///   - first: the first worker of the shift in its crew.
  ///   - places: no more than the ledger has in all.
  ///   - mayWait: false for a worker: those who hold places could be waiting for it.
  ///   - granted: called once, on this thread or on one that gives places back.
  func request(
    crew: ObjectIdentifier, first: Int, places: Int, mayWait: Bool,
    granted: @escaping @Sendable (Grant) -> Void
  ) {
    change { state in
      let obtainable = state.free + state.leaving + state.parkedPlaces
      if !mayWait, !state.waiting.isEmpty || obtainable < places {
        return state.deeds.append { granted(.refused(free: obtainable)) }
      }
      state.waiting.append(
        Request(crew: crew, first: first, places: places, granted: granted))
      state.serve()
    }
  }

  /// Keeps threads for the next use; one shift for each part of a crew.
  func park(_ shift: Shift, crew: ObjectIdentifier) {
    change { state in
      let isDouble = state.parked.contains {
        $0.crew == crew && $0.shift.places.startIndex == shift.places.startIndex
      }
      if isDouble { state.dismiss(shift) } else { state.parked.append((crew, shift)) }
      state.serve()
    }
  }

  /// Takes back places whose threads have ended, or never came.
  func giveBack(_ places: Int) {
    change { state in
      state.free += places
      state.leaving = max(0, state.leaving - places)
      state.serve()
    }
  }

  /// Ends the parked threads of a crew.
  func dismiss(crew: ObjectIdentifier) {
    change { state in
      for entry in state.parked where entry.crew == crew { state.dismiss(entry.shift) }
      state.parked.removeAll { $0.crew == crew }
    }
  }

  /// Places that no thread has.
  package var free: Int { state.withLock { $0.free } }

  private func change(_ body: (inout State) -> Void) {
    let deeds = state.withLock { state in
      body(&state)
      let deeds = state.deeds
      state.deeds = []
      return deeds
    }
    for deed in deeds { deed() }
  }
}
