/// One thing that keeps a training from the machine's full speed, or makes measurements lie.
package struct Finding: Sendable, Hashable, Codable {
  /// What is wrong, for programs; the raw values are part of `skein doctor --json`.
  package enum Topic: String, Sendable, Codable, CaseIterable {
    case cpuset
    case affinityMask = "affinity-mask"
    case isolated = "isolated-processors"
    case memoryNodes = "memory-nodes"
    case hwlocVariables = "hwloc-variables"
    case launcher
    case quota = "cpu-quota"
    case throttling
    case threadLimit = "thread-limit"
    case priority
    case sharedProcessors = "shared-processors"
    case busyProcessors = "busy-processors"
    case governor = "frequency-governor"
    case instructionSet = "instruction-set"
    case debugBuild = "debug-build"
    case binding
    case memory = "numa-memory"
    case batch = "batch-size"
    case scaling
    case storedChoice = "stored-choice"
  }

  package let topic: Topic
  /// What was seen, with numbers and the file that says so; no full stop.
  package let evidence: String
  /// What to do about it, as exactly as can be told; no full stop.
  package let remedy: String

  package init(_ topic: Topic, _ evidence: String, remedy: String) {
    self.topic = topic
    self.evidence = evidence
    self.remedy = remedy
  }
}

extension Finding: CustomStringConvertible {
  /// One sentence: the evidence and the remedy.
  package var description: String { "\(evidence); \(remedy)." }
}
