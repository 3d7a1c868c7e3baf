import Skein
import Testing

@Suite("SVG document")
struct SVGDocumentTests {
  @Test(
    "numbers have at most two decimals and no needless zeros",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (1.0, "1"), (1.5, "1.5"), (1.05, "1.05"), (1.004, "1"),
      (1.006, "1.01"), (-0.25, "-0.25"), (-0.004, "0"), (99.999, "100"), (1e300, "1000000000"),
      (-1e300, "-1000000000"), (.leastNonzeroMagnitude, "0"),
    ])
  func numbers(value: Double, text: String) {
    #expect(SVGDocument.number(value) == text)
  }

  @Test("every hundredth is written exactly")
  func hundredths() {
    for hundredth in -2000...2000 {
      let text = SVGDocument.number(Double(hundredth) / 100)
      #expect(
        Double(text) == Double(hundredth) / 100 && !text.hasSuffix("0") || !text.contains("."))
    }
  }

  @Test("texts are escaped, and characters that XML bars are replaced")
  func escaping() {
    #expect(SVGDocument.escaped("a<b>&\"c\"") == "a&lt;b&gt;&amp;&quot;c&quot;")
    #expect(SVGDocument.escaped("a\n\u{0}\u{1B}\u{FFFF}é𝄞") == "a \u{FFFD}\u{FFFD}\u{FFFD}é𝄞")
  }

  @Test("elements are written in order, groups around their content")
  func elements() {
    var document = SVGDocument(width: 10, height: 20.5, title: "T", styleSheet: "a>b{}")
    document.group(["class": "g"]) { document in
      document.rect(x: 1, y: 2, width: 3, height: 4, ["fill": "none"])
      document.line(from: .init(0, 0), to: .init(1.25, 2), [:])
    }
    document.polyline([.init(0, 0), .init(1.26, 2)], ["stroke": "red"])
    document.path([[.init(0, 0), .init(1, 1)], [], [.init(2, 2)]], [:])
    document.path([[.init(0, 0), .init(1, 1)]], isClosed: true, [:])
    document.path([[]], [:])
    document.text("a & b", x: 1, y: 2, ["font-size": 12.5])
    document.element("circle", ["r": 3])
    let lines = document.text.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 20.5\""))
    #expect(
      Array(lines[1...]) == [
        "  <title>T</title>", "  <style>a&gt;b{}</style>", "  <g class=\"g\">",
        "    <rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" fill=\"none\"/>",
        "    <line x1=\"0\" y1=\"0\" x2=\"1.25\" y2=\"2\"/>", "  </g>",
        "  <path d=\"M0 0 1.3 2\" stroke=\"red\"/>", "  <path d=\"M0 0 1 1M2 2h0\"/>",
        "  <path d=\"M0 0 1 1Z\"/>", "  <text x=\"1\" y=\"2\" font-size=\"12.5\">a &amp; b</text>",
        "  <circle r=\"3\"/>", "</svg>",
      ])
  }

  @Test("a text is cut to its width with an ellipsis")
  func fitted() {
    #expect(TextWidth.fitted("short", size: 10, width: 100) == "short")
    let cut = TextWidth.fitted(String(repeating: "long ", count: 100), size: 10, width: 100)
    #expect(cut.hasSuffix("…") && TextWidth.estimate(cut, size: 10) <= 100 && cut.count > 10)
  }
}
