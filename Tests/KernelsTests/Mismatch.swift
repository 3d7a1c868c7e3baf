import KernelInterface
import KernelProblems

/// A kernel that did not do what its reference does; it ends the sweep that found it.
struct Mismatch: Error, CustomStringConvertible {
  var description: String
}

/// Throws a `Mismatch` that names the instruction set and the shape unless every bit is expected.
func requireSame(
  _ outcome: Outcome, as expected: Outcome, _ kernels: KernelTable,
  _ shape: @autoclosure () -> String
) throws {
  if let difference = outcome.difference(from: expected) {
    throw Mismatch(description: "\(kernels.instructionSet), \(shape()): \(difference)")
  }
}

/// Rows of the inner dimension per pass: shorter than the shortest, uneven, and longer than any.
let innerBlocks = [1, 7, 512]

/// Every width up to four vectors of four lanes and one more of eight; then the edges of the wider
/// ones.
let widths = Array(1...36) + [47, 48, 49, 63, 64, 65, 70]
