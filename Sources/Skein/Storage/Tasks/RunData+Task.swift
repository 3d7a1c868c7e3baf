extension RunData {
  /// The column of the labels; where folders are the classes, a name that no input has.
  static func label(_ task: TaskSettings, beside inputs: [String]) -> String {
    let name = task.label ?? LabelledTexts.usualLabel
    return inputs.contains(name) && task.input == .numbers ? "class of \(name)" : name
  }
}
