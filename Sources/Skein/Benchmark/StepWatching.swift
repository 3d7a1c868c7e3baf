/// What is observed of the workers beside the times of their steps.
package struct StepWatching: Sendable {
  /// Nil traces nothing.
  package var trace: TraceBook?
  package var counting: CounterScope

  package init(trace: TraceBook? = nil, counting: CounterScope = .system) {
    self.trace = trace
    self.counting = counting
  }
}
