import Dispatch

/// How long a rank waits for the others in each step, and how long it exchanges with them.
///
/// For benchmarks alone: to tell the one from the other, ranks meet once more before they exchange.
package final class RankClock: Sendable {
  /// Seconds a step.
  package struct Times: Sendable, Equatable {
    package var waiting = 0.0
    package var exchange = 0.0
    package init() {}
  }

  private struct State {
    var skipped: Int
    var steps = 0
    var times = Times()
  }

  private let state: Locked<State>

  /// - Parameter skipping: first steps that are left out.
  package init(skipping: Int) {
    state = Locked(State(skipped: skipping))
  }

  /// Means over the steps; nil before the first.
  package var times: Times? {
    state.withLock { state in
      guard state.steps > 0 else { return nil }
      var times = state.times
      times.waiting /= Double(state.steps)
      times.exchange /= Double(state.steps)
      return times
    }
  }

  /// Waits for all ranks and then lets them exchange; a step may do so more than once.
  ///
  /// - Parameter endsStep: whether it is a step's last time.
  func time<Result>(_ ranks: any RankTransport, endsStep: Bool, _ exchange: () -> Result) -> Result
  {
    let begun = DispatchTime.now().uptimeNanoseconds
    _ = ranks.gather([0])
    let met = DispatchTime.now().uptimeNanoseconds
    let result = exchange()
    let ended = DispatchTime.now().uptimeNanoseconds
    state.withLock { state in
      if state.skipped > 0 {
        state.skipped -= endsStep ? 1 : 0
        return
      }
      state.times.waiting += Double(met - begun) / 1e9
      state.times.exchange += Double(ended - met) / 1e9
      state.steps += endsStep ? 1 : 0
    }
    return result
  }
}
