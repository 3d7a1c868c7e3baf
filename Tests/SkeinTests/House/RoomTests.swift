import Testing

@Suite("The rooms of the library")
struct RoomTests {
  @Test("no file uses anything of a room that its room may not use")
  func uses() throws {
    let files = try Sources.files(in: "Skein").map { SourceFile(path: $0.path, text: $0.text) }
    let uses = House.skein.upwardUses(in: files)
    #expect(uses.isEmpty, "\(uses.map(\.description).joined(separator: "\n"))")
  }

  @Test("every folder is a room of the picture, and every room is a folder")
  func folders() throws {
    let paths = try Sources.files(in: "Skein").map(\.path)
    let strangers = paths.filter { House.skein.room(of: $0) == nil }
    #expect(strangers.isEmpty, "in no room of House.skein: \(strangers)")
    let rooms = Set(paths.compactMap { House.skein.room(of: $0) })
    #expect(Set(House.skein.rooms.keys).subtracting(rooms).isEmpty)
  }

  @Test("of two rooms, at most one may use the other")
  func noCircles() {
    let rooms = House.skein.rooms
    for (room, below) in rooms {
      for other in below where other != room {
        #expect(rooms[other]?.contains(room) != true, "\(room) and \(other) use each other")
      }
    }
  }

  @Test("the rooms that must not know each other do not")
  func strangers() throws {
    let pairs = [
      ("Data", "Charts"), ("Data", "Storage"), ("Training", "Data"), ("Training", "Storage"),
      ("Training", "Charts"), ("Model", "Training"), ("Parallel", "Model"), ("Charts", "Data"),
      ("Charts", "Model"), ("Charts", "Storage"), ("Storage", "Charts"), ("Storage", "RunCharts"),
      ("Workbench", "Training"), ("RunCharts", "Benchmark"), ("Benchmark", "Tuning"),
    ]
    for (room, other) in pairs {
      let allowed = try #require(House.skein.rooms[room])
      #expect(!allowed.contains(other), "\(room) may use \(other)")
    }
  }
}
