import Testing

@Suite("The search for upward uses")
struct HouseTests {
  private static let house = House(["Roof": ["Wall"], "Wall": ["Floor"], "Floor": []])

  /// What is found in `text`, a file of the lowest room, below these.
  private func uses(_ text: String, path: String = "Floor/Board.swift") -> [String] {
    let files = [
      SourceFile(
        path: "Roof/Tile.swift",
        text: """
          public struct Tile<Value> {
            public enum Color { case red }
            enum Inner { case one }
            func size() {}
          }
          private struct Hidden {}
          extension Board {
            func covered() {}
            private func hiddenMember() {}
          }
          """),
      SourceFile(path: "Wall/Brick.swift", text: "final class Brick { var size = 1 }"),
      SourceFile(path: "Floor/Boards.swift", text: "struct Board {}"),
      SourceFile(path: path, text: text),
    ]
    return Self.house.upwardUses(in: files).map(\.description)
  }

  @Test("an upward use is found, with its file and line")
  func upward() {
    #expect(
      uses("struct Plank {\n  var brick: Brick?\n  var other: [Brick]\n}")
        == ["Floor/Board.swift:2 uses Brick of Wall"])
    #expect(uses("extension Tile {}") == ["Floor/Board.swift:1 uses Tile of Roof"])
    #expect(uses("let a = [Color.red]") == ["Floor/Board.swift:1 uses Color of Roof"])
    #expect(uses("var t: Tile<Int>", path: "Wall/A.swift") == ["Wall/A.swift:1 uses Tile of Roof"])
    #expect(uses("var t: Tile<Int>", path: "A.swift") == ["A.swift:1 uses Tile of Roof"])
  }

  @Test("a downward use is none, through rooms between or not")
  func downward() {
    #expect(uses("var a: Brick, b: Board", path: "Roof/A.swift").isEmpty)
    #expect(uses("var b: Board", path: "Wall/A.swift").isEmpty)
  }

  @Test("a use in a comment is none, nested or behind code")
  func comments() {
    #expect(uses("// Brick\n/// `Brick`\nvar a = 1 // Brick").isEmpty)
    #expect(uses("/* Brick /* Tile */ Brick */ var a = 1").isEmpty)
    #expect(uses("/* Board */ var a: Brick") == ["Floor/Board.swift:1 uses Brick of Wall"])
  }

  @Test("a use in a string is none, but one in code that is put into it is")
  func strings() {
    #expect(uses(#"let a = "Brick", b = "\"Brick" + "// ", c = 1"#).isEmpty)
    #expect(uses("let a = \"\"\"\n  Brick \"Tile\"\n  \"\"\"").isEmpty)
    #expect(uses(##"let a = #"Brick " \(Tile)"#"##).isEmpty)
    #expect(
      uses(#"let a = "//", b: Brick"#) == ["Floor/Board.swift:1 uses Brick of Wall"])
    #expect(
      uses(#"let a = "x \(f(Brick.self, "Tile")) Tile""#)
        == ["Floor/Board.swift:1 uses Brick of Wall"])
    #expect(
      uses("let a = \"\"\"\n  Tile\n  \"\"\"\nlet b = Brick()")
        == ["Floor/Board.swift:4 uses Brick of Wall"])
  }

  @Test("only whole words count, and none that the room has a type of its own for")
  func words() {
    #expect(uses("let a = Bricks(), b = MyTile(), c = brick").isEmpty)
    #expect(uses("struct Tile {}\nvar a: Tile").isEmpty)
    #expect(uses("func f<Brick>(_ a: Brick) {}").isEmpty)
  }

  @Test("what other files cannot name is nobody's: private types, inner ones, generic parameters")
  func hidden() {
    #expect(uses("var a: Hidden, b: Inner, c: Value").isEmpty)
  }

  @Test("a member that a higher room adds to a lower room's type is found after a dot")
  func members() {
    #expect(uses("let a = board.covered()") == ["Floor/Board.swift:1 uses covered of Roof"])
    #expect(uses("let covered = 1\nlet a = covered").isEmpty)
    #expect(uses("let a = board.hiddenMember()").isEmpty)
    #expect(uses("let a = board.size").isEmpty)
  }

  @Test("a file is in the innermost room that the picture names")
  func rooms() {
    let house = House(["Hall": ["Hall/Niche"], "Hall/Niche": []])
    #expect(house.room(of: "Hall/A.swift") == "Hall")
    #expect(house.room(of: "Hall/Corner/A.swift") == "Hall")
    #expect(house.room(of: "Hall/Niche/Shelf/A.swift") == "Hall/Niche")
    #expect(house.room(of: "A.swift") == "")
    #expect(house.room(of: "Shed/A.swift") == nil)
  }
}
