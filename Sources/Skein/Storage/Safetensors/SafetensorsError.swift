import Foundation

/// Why a safetensors file cannot be used, in one sentence with its place and remedy.
public enum SafetensorsError: Error, Equatable {
  case file(FileError)
  /// The header breaks the format; `byte` counts from the start of the file.
  case malformed(file: String, byte: Int, problem: String)
  /// One tensor's entry contradicts itself, the other entries or the size of the file.
  case badTensor(file: String, name: String, problem: String)
  case missingTensor(file: String, name: String, present: [String])
  case wrongShape(file: String, name: String, found: [Int], needed: [Int])
  case wrongType(file: String, name: String, found: TensorType, needed: TensorType)
  /// The content does not match the hash that was written with it.
  case damaged(file: String, found: String, expected: String)
  /// The file carries no hash, although one was asked for.
  case noHash(file: String)
}

extension SafetensorsError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .file(let error):
      return error.description
    case .malformed(let file, let byte, let problem):
      return "\(TerminalText.plain(file)), byte \(byte): \(problem); the file is damaged or no"
        + " safetensors file, so copy or save it again."
    case .badTensor(let file, let name, let problem):
      return
        "\(TerminalText.plain(file)), tensor \(Self.quoted(name)): \(problem); the file is damaged,"
        + " so copy or save it again."
    case .missingTensor(let file, let name, let present):
      let shown = present.prefix(6).map(Self.quoted).joined(separator: ", ")
      let more = present.count > 6 ? " and \(present.count - 6) more" : ""
      let holds = present.isEmpty ? "holds no tensors" : "holds \(shown)\(more)"
      return "\(TerminalText.plain(file)) has no tensor \(Self.quoted(name)), it \(holds);"
        + " use a file that was saved from the same model."
    case .wrongShape(let file, let name, let found, let needed):
      return "\(TerminalText.plain(file)): \(Self.quoted(name)) has shape \(found); the model needs"
        + " \(needed), so use a file that was saved from a model of the same sizes."
    case .wrongType(let file, let name, let found, let needed):
      return "\(TerminalText.plain(file)): \(Self.quoted(name)) holds \(found.rawValue) elements;"
        + " the model needs \(needed.rawValue), so convert the tensor before saving it."
    case .damaged(let file, let found, let expected):
      return "\(TerminalText.plain(file)) is damaged: its content has the hash \(found), but"
        + " \(TerminalText.escaped(expected)) was written with it; use another copy or an earlier"
        + " checkpoint."
    case .noHash(let file):
      return "\(TerminalText.plain(file)) carries no hash of its content, so it was not written as"
        + " a checkpoint; use a file that Skein wrote."
    }
  }

  public var errorDescription: String? { description }

  static func quoted(_ name: String) -> String { TerminalText.literal(name) }
}
