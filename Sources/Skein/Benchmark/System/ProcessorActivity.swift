/// How busy each processor was over a short time, and with whom.
///
/// Source of the formats: proc(5), `/proc/stat` and `/proc/pid/stat`.
package struct ProcessorActivity: Sendable, Equatable {
  /// One processor's time, as fractions of the sample.
  package struct Load: Sendable, Equatable {
    package var processor: Int
    /// Running anything.
    package var busy: Double
    /// Wanted, but given to another virtual machine.
    package var stolen: Double

    package init(processor: Int, busy: Double, stolen: Double) {
      self.processor = processor
      self.busy = busy
      self.stolen = stolen
    }
  }

  /// A process that ran during the sample.
  package struct Process: Sendable, Equatable {
    package var identifier: Int
    package var name: String
    /// Processors' worth of time: 1.0 kept one busy throughout.
    package var share: Double
    /// The processor it last ran on.
    package var processor: Int

    package init(identifier: Int, name: String, share: Double, processor: Int) {
      self.identifier = identifier
      self.name = name
      self.share = share
      self.processor = processor
    }
  }

  package var loads: [Load]
  /// All but this process, the busiest first.
  package var processes: [Process]

  package init(loads: [Load], processes: [Process]) {
    self.loads = loads
    self.processes = processes
  }

  /// How many processors others kept busy, on average.
  ///
  /// - Parameters:
  ///   - ownSeconds: processor time that this process took meanwhile.
  ///   - seconds: that passed.
  package func othersProcessors(ownSeconds: Double, seconds: Double) -> Double {
    guard seconds > 0 else { return 0 }
    // The kernel's ticks are coarser than a process's own clock, so the difference may be negative.
    return max(0, loads.reduce(0) { $0 + $1.busy + $1.stolen } - ownSeconds / seconds)
  }
}
