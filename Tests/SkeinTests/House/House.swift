/// The rooms of a library, and what each may use.
///
/// A room is a folder, or a folder in a folder that the picture names by itself. Files beside the
/// rooms are below all of them.
struct House {
  /// For each room all rooms that its files may name things of, itself included.
  let rooms: [String: Set<String>]

  /// - Parameter picture: for each room the rooms that it stands on; it may use what is below those
  ///   as well.
  init(_ picture: KeyValuePairs<String, [String]>) {
    let right = Dictionary(uniqueKeysWithValues: picture.map { ($0.key, $0.value) })
    var rooms = right.mapValues { _ in Set<String>() }
    for room in right.keys {
      var next = [room, ""]
      while let one = next.popLast() {
        if rooms[room, default: []].insert(one).inserted { next += right[one, default: []] }
      }
    }
    self.rooms = rooms
  }

  /// The innermost room that holds the file at `path`; nil in a folder that the picture lacks.
  func room(of path: String) -> String? {
    var folders = path.split(separator: "/").dropLast()
    if folders.isEmpty { return "" }
    while !folders.isEmpty {
      let room = folders.joined(separator: "/")
      if rooms[room] != nil { return room }
      folders.removeLast()
    }
    return nil
  }

  /// A word in a file that names something of a room that the file's room may not use.
  struct UpwardUse: Equatable, CustomStringConvertible {
    var path: String
    var line: Int
    var name: String
    /// The rooms that have something of this name.
    var rooms: [String]

    var description: String {
      "\(path):\(line) uses \(name) of \(rooms.joined(separator: " and "))"
    }
  }

  /// The upward uses in `files`, the first of each name in each file.
  ///
  /// A type counts wherever it is named, unless a room that the file may use declares one of the
  /// same name. A member that a room adds to a type of another room counts after a dot, if no other
  /// room has a member of that name.
  func upwardUses(in files: [SourceFile]) -> [UpwardUse] {
    let owners = Owners(files.map { (room(of: $0.path) ?? "", $0) })
    return files.flatMap { file in
      let allowed = rooms[room(of: file.path) ?? "", default: [""]]
      var seen: Set<String> = []
      var previous = ""
      return file.words.compactMap { word -> UpwardUse? in
        defer { previous = word.text }
        let owners = owners.of(word.text, afterDot: previous == ".", without: allowed)
        guard !owners.isEmpty, seen.insert(word.text).inserted else { return nil }
        return UpwardUse(
          path: file.path, line: word.line, name: word.text, rooms: owners.sorted())
      }
    }
  }
}

/// Which rooms have which names.
private struct Owners {
  private var types: [String: Set<String>] = [:]
  private var offeredTypes: [String: Set<String>] = [:]
  private var members: [String: Set<String>] = [:]
  private var addedMembers: [String: Set<String>] = [:]

  init(_ files: [(room: String, file: SourceFile)]) {
    for (room, file) in files {
      for name in file.types { types[name, default: []].insert(room) }
      for name in file.offeredTypes { offeredTypes[name, default: []].insert(room) }
      for name in file.members { members[name, default: []].insert(room) }
    }
    for (room, file) in files {
      for (name, extended) in file.additions {
        let isForeign = extended.contains { types[$0].map { !$0.contains(room) } ?? false }
        if isForeign { addedMembers[name, default: []].insert(room) }
      }
    }
  }

  /// The rooms that `word` comes from; none if it may come from one of the allowed.
  func of(_ word: String, afterDot: Bool, without allowed: Set<String>) -> Set<String> {
    if let owners = offeredTypes[word], types[word, default: []].isDisjoint(with: allowed) {
      return owners
    }
    if afterDot, let owners = addedMembers[word], owners == members[word],
      owners.isDisjoint(with: allowed)
    {
      return owners
    }
    return []
  }
}
