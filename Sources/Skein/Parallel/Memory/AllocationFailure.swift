import Synchronization

/// Whether the system has refused memory to a buffer: the process then ends in a trap, and a program
/// that catches it can say why.
package enum AllocationFailure {
  private static let flag = Atomic<Bool>(false)

  package static var happened: Bool { flag.load(ordering: .relaxed) }

  /// Ends the process.
  static func trap(_ count: Int, _ type: Any.Type) -> Never {
    flag.store(true, ordering: .relaxed)
    preconditionFailure("no memory for \(count) elements of \(type)")
  }
}
