import Foundation

/// Why no network can be read from a file of ONNX, in one clause with its place.
public enum OnnxError: Error, Sendable, Equatable {
  /// The file breaks the format.
  case malformed(file: String, problem: String)
  /// An operation that the output depends on, and that is no part of a layer of Skein.
  case operation(file: String, node: String, operation: String, problem: String)
  /// A tensor of another type than F32, or whose numbers are not in the file.
  case tensor(file: String, name: String, problem: String)
}

extension OnnxError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .malformed(let file, let problem):
      "\(TerminalText.plain(file)) is no graph of ONNX that can be read: \(problem)"
    case .operation(let file, let node, let operation, let problem):
      "\(TerminalText.plain(file)): the operation \(TerminalText.literal(operation)) of the node"
        + " \(TerminalText.literal(node)) \(problem)"
    case .tensor(let file, let name, let problem):
      "\(TerminalText.plain(file)): the tensor \(TerminalText.literal(name)) \(problem)"
    }
  }
}
