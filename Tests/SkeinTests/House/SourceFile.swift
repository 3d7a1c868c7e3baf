/// One source as the rooms see it: what it declares and which words it uses.
struct SourceFile {
  /// The path below the folder of the library: `Model/Cells/LSTM.swift`.
  var path: String
  var words: [SourceWords.Word]
  /// The names of all types that the file declares, at any depth, generic parameters included.
  private(set) var types: Set<String> = []
  /// Those of them that other files can use: all at the top of the file that are not private, and
  /// the public and package ones inside other types.
  private(set) var offeredTypes: Set<String> = []
  /// The names of all functions, properties and cases, local ones included.
  private(set) var members: Set<String> = []
  /// The members that extensions at the top of the file add, each with the type that it is added to.
  private(set) var additions: [String: Set<String>] = [:]

  init(path: String, text: String) {
    self.path = path
    words = SourceWords.of(text)
    var depth = 0
    var extended: String?
    for (index, word) in words.enumerated() {
      switch word.text {
      case "{": depth += 1
      case "}": depth -= 1
      case "extension" where depth == 0: extended = self[index + 1]
      case "struct", "class", "enum", "protocol", "actor", "typealias", "associatedtype":
        if depth == 0 { extended = nil }
        addType(index, depth: depth)
      case "init": addGenericParameters(index + 1)
      case "func", "var", "let", "case": addMember(index, to: depth == 1 ? extended : nil)
      default: break
      }
    }
  }

  private subscript(index: Int) -> String {
    words.indices.contains(index) ? words[index].text : ""
  }

  private mutating func addType(_ index: Int, depth: Int) {
    // `class func` and `.enum` are followed by no capital letter.
    let name = self[index + 1]
    guard name.first?.isUppercase == true else { return }
    types.insert(name)
    addGenericParameters(index + 2)
    let access = access(before: index)
    let isOffered = depth == 0 ? access != .file : access == .wide
    if isOffered, self[index] != "associatedtype" { offeredTypes.insert(name) }
  }

  private mutating func addMember(_ index: Int, to type: String?) {
    let name = self[index + 1]
    guard let first = name.first, first.isLetter || first == "_" else { return }
    members.insert(name)
    if self[index] == "func" { addGenericParameters(index + 2) }
    if self[index] == "case" {
      // case a, b
      var next = index + 2
      while self[next] == "," {
        members.insert(self[next + 1])
        next += 2
      }
    }
    if let type, access(before: index) != .file { additions[name, default: []].insert(type) }
  }

  /// Those between `<` and `>`, if there is a `<` at `index`.
  private mutating func addGenericParameters(_ index: Int) {
    guard self[index] == "<" else { return }
    var next = index
    while next < words.count, self[next] != ">" {
      let name = self[next + 1]
      if ["<", ",", "each", "let"].contains(self[next]), name.first?.isUppercase == true {
        types.insert(name)
      }
      next += 1
    }
  }

  private enum Access { case file, module, wide }

  /// What the modifiers before a declaration say.
  private func access(before index: Int) -> Access {
    let known: Set = [
      "public", "package", "internal", "private", "fileprivate", "final", "indirect", "nonisolated",
      "unsafe", "static", "mutating", "borrowing", "consuming", "override", "weak", "lazy",
    ]
    let modifiers = words[..<index].reversed().prefix { known.contains($0.text) }.map(\.text)
    if modifiers.contains("private") || modifiers.contains("fileprivate") { return .file }
    return modifiers.contains("public") || modifiers.contains("package") ? .wide : .module
  }
}
