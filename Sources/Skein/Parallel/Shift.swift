import CPlatform
import Dispatch
import Foundation
import Synchronization
import Topology

/// Threads of a crew: bound once, used many times, and given back to Dispatch as they were.
///
/// A Dispatch queue is not a thread, so each worker is one block on a serial queue of its own that
/// lasts as long as the shift. `concurrentPerform` would not do: it runs no more threads than it
/// thinks there are processors, so workers that wait for each other could wait for ever.
///
/// Between uses a worker spins for a moment, because a caller that predicts row by row comes back
/// within microseconds, and then sleeps.
package final class Shift: Sendable {
  /// Where the threads come from; another in tests.
  package struct Source: Sendable {
    /// How many of so many threads the system would start.
    var available: @Sendable (Int) -> Int
    /// Runs a block on a thread of its own, some time or never.
    var start: @Sendable (WorkerPlace, @escaping @Sendable () -> Void) -> Void
    /// Seconds without a worker that checks in after which no more are expected.
    var patience: Double

    package init(
      available: @escaping @Sendable (Int) -> Int,
      start: @escaping @Sendable (WorkerPlace, @escaping @Sendable () -> Void) -> Void,
      patience: Double
    ) {
      self.available = available
      self.start = start
      self.patience = patience
    }

    package static let dispatch = Source(
      available: { Int(skein_threads_that_start(Int32(clamping: $0))) },
      start: { place, block in
        let queue = DispatchQueue(label: "skein.worker.\(place.worker)")
        queue.setSpecific(key: Shift.isWorker, value: true)
        queue.async(execute: block)
      }, patience: 5)
  }

  private struct State {
    var use: CrewUse?
    var checkedIn = 0
    var isDismissed = false
    /// Told how many have checked in, once.
    var gathered: (@Sendable (Int) -> Void)?
  }

  private static let isWorker = DispatchSpecificKey<Bool>()

  /// Whether the calling thread is a worker's, which must not wait for other crews.
  static var isCurrentThreadWorker: Bool { DispatchQueue.getSpecific(key: isWorker) ?? false }

  let places: ArraySlice<WorkerPlace>
  private let machine: Machine
  private let bindsThreads: Bool
  private let spins: Int
  private let ledger: CrewLedger
  private let source: Source
  /// Changes with each use and with the dismissal; what a spinning worker watches.
  private let news = Atomic<Int>(0)
  private let condition = NSCondition()
  private let state = Locked(State())

  /// - Parameters:
  ///   - processors: that the workers share; with fewer than workers, nobody spins.
  ///   - ledger: which has granted as many places, and gets them back as threads end.
  init(
    _ places: ArraySlice<WorkerPlace>, machine: Machine, bindsThreads: Bool, processors: Int,
    ledger: CrewLedger, source: Source
  ) {
    self.places = places
    self.machine = machine
    self.bindsThreads = bindsThreads
    self.ledger = ledger
    self.source = source
    spins = places.count <= processors ? 2_000 : 0
  }

  /// Starts the threads.
  ///
  /// The system is asked first: Dispatch, when it gets no thread, tries once a second for ever, and
  /// the caller with it. A few threads more than workers, since Dispatch has some of its own.
  ///
  /// - Parameter gathered: called once, with the number of workers that have checked in, when all
  ///   have or when no more are expected; on any thread.
  func start(gathered: @escaping @Sendable (Int) -> Void) {
    let spare = 2
    let available = max(0, source.available(places.count + spare) - spare)
    guard available >= places.count else {
      ledger.giveBack(places.count)
      return gathered(available)
    }
    state.withLock { $0.gathered = gathered }
    for (position, place) in places.enumerated() {
      source.start(place) { self.work(place, at: position) }
    }
    expect(moreThan: 0)
  }

  /// Looks from time to time whether workers still check in.
  private func expect(moreThan before: Int) {
    let later = DispatchTime.now() + source.patience
    DispatchQueue.global(qos: .utility).asyncAfter(deadline: later) { [self] in
      let (now, waits) = state.withLock { ($0.checkedIn, $0.gathered != nil) }
      guard waits else { return }
      if now > before { return expect(moreThan: now) }
      let (given, gathered) = state.withLock { state in
        let gathered = state.gathered
        state.gathered = nil
        if gathered != nil { state.isDismissed = true }
        return (state.checkedIn, gathered)
      }
      guard let gathered else { return }
      announce()
      // The places of those who never came; should they come after all, they leave at once.
      ledger.giveBack(places.count - given)
      gathered(given)
    }
  }

  /// Gives all workers something to do; only while they are parked.
  func post(_ use: CrewUse) {
    state.withLock { $0.use = use }
    announce()
  }

  /// Ends the threads once they are parked; returns before they have ended.
  func dismiss() {
    state.withLock { $0.isDismissed = true }
    announce()
  }

  private func announce() {
    condition.lock()
    news.add(1, ordering: .sequentiallyConsistent)
    condition.broadcast()
    condition.unlock()
  }

  private func work(_ place: WorkerPlace, at position: Int) {
    // Its place was given back when nobody expected it any more.
    if state.withLock({ $0.isDismissed }) { return }
    let isExpected = ThreadBinding.run(
      on: bindsThreads ? place.processors : nil, machine: machine
    ) { binding in
      withSubnormalsFlushed {
        guard checkIn() else { return false }
        // The memory of whoever had this thread before may be near another core.
        WorkerMemory.run {
          var seen = 0
          while let use = nextUse(after: &seen) {
            use.run(place, at: position) { binding.readAgain(on: machine) }
          }
        }
        return true
      }
    }
    if isExpected { ledger.giveBack(1) }
  }

  /// False for a worker that comes too late.
  private func checkIn() -> Bool {
    let (isExpected, gathered) = state.withLock { state in
      if state.isDismissed { return (false, (@Sendable (Int) -> Void)?.none) }
      state.checkedIn += 1
      guard state.checkedIn == places.count else { return (true, nil) }
      let gathered = state.gathered
      state.gathered = nil
      return (true, gathered)
    }
    gathered?(places.count)
    return isExpected
  }

  /// Waits for the next use; nil when the shift is dismissed.
  private func nextUse(after seen: inout Int) -> CrewUse? {
    for _ in 0..<spins {
      if news.load(ordering: .acquiring) != seen { break }
      skein_spin_hint()
    }
    condition.lock()
    while news.load(ordering: .acquiring) == seen { condition.wait() }
    seen = news.load(ordering: .acquiring)
    condition.unlock()
    return state.withLock { $0.isDismissed ? nil : $0.use }
  }

  /// Forgets the last use and what its body holds.
  func forgetUse() {
    state.withLock { $0.use = nil }
  }
}
