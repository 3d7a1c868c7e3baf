/// A setting that is not what it was when a checkpoint was written.
public struct SettingDifference: Sendable, Equatable {
  public var name: String
  /// Nil where the checkpoint has no such setting.
  public var checkpoint: String?
  /// Nil where there is no such setting now.
  public var current: String?

  package init(name: String, checkpoint: String?, current: String?) {
    self.name = name
    self.checkpoint = checkpoint
    self.current = current
  }
}

extension SettingDifference: CustomStringConvertible {
  public var description: String {
    func text(_ value: String?) -> String {
      value.map { $0.isEmpty ? "present" : TerminalText.plain($0, limit: 200) } ?? "absent"
    }
    return "the \(TerminalText.name(name)) was \(text(checkpoint)) and is \(text(current)) now"
  }
}
