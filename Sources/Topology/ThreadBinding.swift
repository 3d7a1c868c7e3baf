/// Where a thread was asked to run and where it may, as read back from the system.
public struct ThreadBinding: Sendable, Hashable {
  /// The processors asked for, nil when nothing was to be bound.
  public let requested: CPUSet?
  /// The processors that the thread may run on, nil when the system does not tell or the machine
  /// is not this one.
  public let processors: CPUSet?
  /// The processor that the thread last ran on, nil when the system does not tell.
  public let lastProcessor: Int?
  /// Why the thread is not bound as requested, one sentence; nil when it is, or need not be.
  public let failure: String?

  /// Whether the system confirms exactly the binding that was requested.
  public var isExact: Bool { requested != nil && failure == nil }
}

extension ThreadBinding {
  /// Runs a body with the calling thread bound, and restores the thread's former binding after it,
  /// also when the body throws.
  ///
  /// The body must stay on the calling thread, so it is synchronous. Failing to bind stops
  /// nothing: the body learns of it from the value. Costs four system calls.
  ///
  /// - Parameters:
  ///   - processors: where to run; nil binds nothing.
  ///   - machine: the machine to bind on; any other than this machine binds nothing.
  public static func run<R, Failure: Error>(
    on processors: CPUSet?, machine: Machine, body: (ThreadBinding) throws(Failure) -> R
  ) throws(Failure) -> R {
    guard let topology = machine.topology else {
      return try body(
        ThreadBinding(requested: nil, processors: nil, lastProcessor: nil, failure: nil))
    }
    let former = topology.threadBinding()
    guard let processors else {
      return try body(
        ThreadBinding(
          requested: nil, processors: former, lastProcessor: topology.lastProcessor(),
          failure: nil))
    }
    guard let former else {
      // A binding that cannot be read cannot be restored.
      let reason = "The thread was not bound to \(processors): its binding cannot be read."
      return try body(
        ThreadBinding(
          requested: processors, processors: nil, lastProcessor: topology.lastProcessor(),
          failure: reason))
    }
    let refusal = bind(to: processors, topology)
    defer { _ = topology.bindThread(to: former) }
    return try body(readBack(processors, refusal: refusal, topology))
  }

  /// The same request as it stands now; call it on the thread that was bound, within the body.
  ///
  /// Somebody else may have moved the thread since. Costs two system calls.
  public func readAgain(on machine: Machine) -> ThreadBinding {
    guard let topology = machine.topology else { return self }
    if let requested, failure == nil {
      return Self.readBack(requested, refusal: nil, topology)
    }
    return ThreadBinding(
      requested: requested, processors: topology.threadBinding(),
      lastProcessor: topology.lastProcessor(), failure: failure)
  }

  /// The processors that the calling thread may run on now; nil when the system does not tell or the
  /// machine is not this one. Costs a system call.
  package static func current(on machine: Machine) -> CPUSet? { machine.topology?.threadBinding() }

  /// Binds the calling thread, within the body of a `run` that will restore its first binding.
  ///
  /// - Returns: whether the system took it.
  package static func move(to processors: CPUSet, on machine: Machine) -> Bool {
    machine.topology.map { bind(to: processors, $0) == nil } ?? false
  }

  private static func readBack(
    _ processors: CPUSet, refusal: String?, _ topology: LoadedTopology
  ) -> ThreadBinding {
    let obtained = topology.threadBinding()
    var failure = refusal
    if failure == nil, obtained != processors {
      failure =
        "The thread asked for processors \(processors) and may run on "
        + "\(obtained.map(\.description) ?? "nobody knows which")."
    }
    return ThreadBinding(
      requested: processors, processors: obtained, lastProcessor: topology.lastProcessor(),
      failure: failure)
  }

  private static func bind(to processors: CPUSet, _ topology: LoadedTopology) -> String? {
    guard !processors.isEmpty else { return "A thread cannot be bound to no processor." }
    return topology.bindThread(to: processors).map {
      "The thread was not bound to \(processors): \($0)."
    }
  }
}
