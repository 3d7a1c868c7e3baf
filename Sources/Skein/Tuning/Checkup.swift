/// What was looked at, what was found, and what could not be looked at.
package struct Checkup: Sendable {
  /// A check that did not run.
  package struct Skipped: Sendable, Hashable, Codable {
    package let check: Finding.Topic
    /// Why, as a clause.
    package let reason: String
  }

  package private(set) var findings: [Finding] = []
  package private(set) var checks: [Finding.Topic] = []
  package private(set) var skipped: [Skipped] = []
  /// What the system counted for each worker of the short training; empty where there was none.
  package var counters: [WorkerCounters] = []

  package init() {}

  /// Takes the outcome of checks that ran.
  package mutating func add(_ topics: Finding.Topic..., finding findings: [Finding]) {
    let new = topics.filter { !checks.contains($0) }
    checks += new
    skipped.removeAll { topics.contains($0.check) }
    self.findings += findings
  }

  /// Says why a check did not run.
  package mutating func skip(_ topic: Finding.Topic, _ reason: String) {
    guard !checks.contains(topic), !skipped.contains(where: { $0.check == topic }) else { return }
    skipped.append(Skipped(check: topic, reason: reason))
  }

  /// Takes the outcome of a check that could run only if there is a value.
  package mutating func add<Value>(
    _ topic: Finding.Topic, of value: Value?, otherwise reason: String,
    _ look: (Value) -> [Finding]
  ) {
    guard let value else { return skip(topic, reason) }
    add(topic, finding: look(value))
  }
}
