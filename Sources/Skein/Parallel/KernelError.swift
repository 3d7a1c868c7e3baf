import Foundation

/// Kernels that were asked for by name and cannot run.
public enum KernelError: Error, Sendable, Hashable {
  case unknownInstructionSet(String, known: [String])
  case unsupportedInstructionSet(String, available: [String])
}

extension KernelError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .unknownInstructionSet(let name, let known):
      return "there is no instruction set “\(name)”; SKEIN_ISA may be"
        + " \(known.joined(separator: ", "))."
    case .unsupportedInstructionSet(let name, let available):
      return "this processor has no \(name); it can run \(available.joined(separator: ", "))."
    }
  }

  public var errorDescription: String? { description }
}
