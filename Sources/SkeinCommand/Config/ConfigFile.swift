import Foundation
import Skein
import Yams

/// The options in a file: a mapping of option names to values, in YAML.
///
/// A value is what would stand on the command line, a list is an option that is given several times, or
/// values with commas between them, and `true` is a flag. Names may be written `batch-size`,
/// `batch_size` or `batchSize`.
struct ConfigFile {
  /// Larger than any list of options.
  private static let largest = 1 << 20

  private let path: String
  private let options: [CommandOption]

  /// The arguments with the options of the file that they name, if they name one; those that stand
  /// among the arguments as well are left out.
  ///
  /// - Throws: `UsageError` with the line of what cannot be an option, or `FileError`.
  static func expanding(_ arguments: [String]) throws -> [String] {
    guard let command = arguments.first, arguments.contains(where: isConfig) else {
      return arguments
    }
    let options = try CommandOption.all(of: command)
    guard options.contains(where: { $0.name == ConfigOption.name }) else { return arguments }
    var rest: [String] = []
    var path: String?
    var left = arguments.dropFirst()
    while let argument = left.popFirst() {
      if argument == "--" {
        rest.append(argument)
        rest += left
        break
      }
      guard isConfig(argument) else {
        rest.append(argument)
        continue
      }
      let value = argument.firstIndex(of: "=").map { String(argument[$0...].dropFirst()) }
      guard let file = value ?? left.popFirst() else {
        throw UsageError("--\(ConfigOption.name) needs the name of a file")
      }
      if path != nil { throw UsageError("--\(ConfigOption.name) is given twice; name one file") }
      path = file
    }
    guard let path else { return arguments }
    return [command] + (try ConfigFile(path: path, options: options).arguments(beside: rest)) + rest
  }

  private static func isConfig(_ argument: String) -> Bool {
    argument == "--\(ConfigOption.name)" || argument.hasPrefix("--\(ConfigOption.name)=")
  }

  // MARK: Reading

  /// The options of the file as arguments, without those that are given already.
  private func arguments(beside given: [String]) throws -> [String] {
    let names = Set(
      given.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
        .map { $0.dropFirst(2).prefix { $0 != "=" } }.map(String.init))
    var arguments: [String] = []
    var seen: Set<String> = []
    for (key, value) in try mapping() {
      let option = try option(key)
      guard seen.insert(option.name).inserted else {
        throw refused(key, "\(option.name) is given twice")
      }
      if !names.contains(option.name) { arguments += try option.arguments(values(value, option)) }
    }
    return arguments
  }

  private func mapping() throws -> Node.Mapping {
    let text = try text()
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw refused(error)
    }
    guard let node else { return Node.Mapping([]) }
    guard let mapping = node.mapping else {
      throw refused(node, "there should be lines such as `epochs: 50`")
    }
    return mapping
  }

  private func text() throws -> String {
    let reader = try FileReader(path: path)
    guard reader.count <= Self.largest else {
      throw UsageError(
        "\(path) has \(NumberText.bytes(reader.count)), too many for a list of options")
    }
    var bytes = [UInt8](repeating: 0, count: reader.count)
    try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw UsageError("\(path) is not UTF-8")
    }
    return text
  }

  private func option(_ key: Node) throws(UsageError) -> CommandOption {
    guard let written = key.scalar?.string else {
      throw refused(key, "a name of an option is a word")
    }
    let name = CommandOption.hyphenated(written)
    if let option = options.first(where: { $0.name == name && $0.name != ConfigOption.name }) {
      return option
    }
    let nearest = Suggestion.nearest(to: name, among: options.map(\.name))
    throw refused(
      key,
      "there is no option \(TerminalText.quoted(written)) here"
        + (nearest.map { "; did you mean \($0)?" } ?? ""))
  }

  /// The value as text, or the values of a list.
  private func values(_ node: Node, _ option: CommandOption) throws(UsageError) -> [String] {
    switch node {
    case .scalar(let scalar):
      if node.tag.description == Tag.Name.null.rawValue {
        throw refused(node, "\(option.name) has no value; give one, or leave the line out")
      }
      if option.isFlag {
        guard let isSet = node.bool else {
          throw refused(node, "\(option.name) is true or false, and not \(scalar.string)")
        }
        return isSet ? ["true"] : []
      }
      return [scalar.string]
    case .sequence(let sequence) where !option.isFlag:
      var values: [String] = []
      for element in sequence {
        guard let text = element.scalar?.string else {
          throw refused(element, "a value of \(option.name) is a word or a number")
        }
        values.append(text)
      }
      return option.isRepeating ? values : [values.joined(separator: ",")]
    default:
      throw refused(node, "a value of \(option.name) is a word or a number")
    }
  }

  // MARK: Errors

  private func refused(_ node: Node, _ problem: String) -> UsageError {
    let line = node.mark.map { ":\($0.line)" } ?? ""
    return UsageError("\(TerminalText.plain(path))\(line): \(problem)")
  }

  private func refused(_ error: YamlError) -> UsageError {
    func sentence(_ mark: Mark?, _ problem: String) -> UsageError {
      UsageError("\(TerminalText.plain(path))\(mark.map { ":\($0.line)" } ?? ""): \(problem)")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return sentence(mark, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      return sentence(context.mark, "\(keys.sorted().joined(separator: ", ")) is given twice")
    case .reader(let problem, _, _, _):
      return sentence(nil, problem)
    default:
      return sentence(nil, "\(error)")
    }
  }
}
