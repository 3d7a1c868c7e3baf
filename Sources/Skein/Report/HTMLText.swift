/// The text of a page, written element by element: every text and attribute is escaped, and what is hidden
/// or turns the order of the text around it is shown by its number.
struct HTMLText {
  /// Attributes in the order in which they are written.
  typealias Attributes = KeyValuePairs<String, String>

  private(set) var markup = ""

  /// An element of text.
  mutating func element(_ name: String, _ content: String, _ attributes: Attributes = [:]) {
    markup += "<\(name)\(Self.text(attributes))>\(Self.escaped(content))</\(name)>\n"
  }

  /// An element of others.
  mutating func element(
    _ name: String, _ attributes: Attributes = [:], _ content: (inout HTMLText) -> Void
  ) {
    markup += "<\(name)\(Self.text(attributes))>\n"
    content(&self)
    markup += "</\(name)>\n"
  }

  /// Markup that is whole already, such as a picture.
  mutating func text(_ markup: String) { self.markup += markup }

  /// Lines as they are, of equal letters.
  mutating func lines(_ content: String) {
    let lines = content.split(separator: "\n", omittingEmptySubsequences: false)
    markup += "<pre>\(lines.map { Self.escaped(String($0)) }.joined(separator: "\n"))</pre>\n"
  }

  /// A table with a row of headers, whose first column says what a row is of.
  mutating func table(caption: String, header: [String], _ rows: [[String]]) {
    element("div", ["class": "scroll"]) { html in
      html.element("table") { html in
        html.element("caption", caption)
        html.element("thead") { html in
          html.element("tr") { html in
            for name in header { html.element("th", name, ["scope": "col"]) }
          }
        }
        html.element("tbody") { html in
          for row in rows {
            html.element("tr") { html in
              for (column, cell) in row.enumerated() {
                if column == 0 {
                  html.element("th", cell, ["scope": "row"])
                } else {
                  html.element("td", cell)
                }
              }
            }
          }
        }
      }
    }
  }

  static func escaped(_ text: String) -> String {
    SVGDocument.escaped(TerminalText.lines(text))
  }

  private static func text(_ attributes: Attributes) -> String {
    attributes.map { " \($0)=\"\(escaped($1))\"" }.joined()
  }
}
