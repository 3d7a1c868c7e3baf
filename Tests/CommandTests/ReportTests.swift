import Foundation
import Support
import Testing

@Suite("skein report and report.html") struct ReportTests {
  private let folder: ScratchFolder
  private static let small = "--window 5 --model lstm:3,dense:1 --epochs 2 --quiet"

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 90)
  }

  @Test("the page is one of its own: well formed, without scripts, links or other files")
  func page() throws {
    let line = "train --data waves.csv --horizon 3 \(Self.small)"
      .replacingOccurrences(of: "dense:1", with: "dense:3")
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let page = try folder.text("runs/waves/report.html")
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    let parser = XMLParserCheck(page)
    #expect(parser.isWellFormed)
    for forbidden in ["<script", "<link", "<img", "src=", "href=", "url(", "@import", "nan "] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    // Namespaces are names, no links.
    #expect(!page.replacing("http://www.w3.org/2000/svg", with: "").contains("http"))
    for wanted in [
      "prefers-color-scheme: dark", "@media print", "width=device-width", "<title>waves – Skein",
      "<caption>", "scope=\"col\"", "scope=\"row\"", "role=\"img\"", "<desc>", "rows ahead",
      "autocorrelation", "test part", "validation loss", "model.safetensors", "lstm:3,dense:3",
    ] {
      #expect(page.contains(wanted), "\(wanted)")
    }
    // What it is worth stands before the numbers, those before the pictures.
    let places = ["class=\"verdict\"", "Errors on the test part", "Pictures", "Model and settings"]
      .map { page.range(of: $0)?.lowerBound }
    #expect(places.allSatisfy { $0 != nil })
    #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
  }

  @Test("made anew from its folder, the page has the bytes that training gave it")
  func anew() throws {
    for (name, options) in [
      ("one", ""), ("kept", "--early-stopping 1"), ("all", "--test-split 0"),
      ("rows", "--test-split 0 --horizon 3 --model lstm:3,dense:3"),
    ] {
      let line = "train --data waves.csv --output \(name) \(Self.small) \(options)"
      #expect(try SkeinProgram.run(line, in: folder).code == 0)
      let page = try folder.text("\(name)/report.html")
      let outcome = try SkeinProgram.run("report \(name) --output \(name).html", in: folder)
      #expect(outcome.code == 0 && outcome.errors == "wrote \(name).html\n", "\(outcome.errors)")
      #expect(try folder.text("\(name).html") == page)
      #expect(try SkeinProgram.run("report \(name) --quiet", in: folder).errors.isEmpty)
      #expect(try folder.text("\(name)/report.html") == page)
    }
    #expect(try folder.text("all.html").contains("No test part, so nothing was measured."))
    #expect(!(try folder.text("all.html").contains("residuals")))
  }

  @Test("without the data the page has the numbers, and says which pictures are missing")
  func withoutData() throws {
    #expect(try SkeinProgram.run("train --data waves.csv \(Self.small)", in: folder).code == 0)
    try FileManager.default.removeItem(atPath: folder.path("waves.csv"))
    let outcome = try SkeinProgram.run("report runs/waves", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("note: the pictures of predictions are left out, since "))
    let page = try folder.text("runs/waves/report.html")
    #expect(page.contains("pictures of predictions are left out"))
    #expect(
      page.contains("RMSE") && page.contains("validation loss")
        && !page.contains("predicted one row ahead"))
  }

  @Test("names from files have no effect on the page")
  func hostileNames() throws {
    let hostile = "<script>alert('x')</script>&\"><img src=x onerror=y>\u{202E}\u{1B}[2J"
    let quoted = hostile.replacingOccurrences(of: "\"", with: "\"\"")
    let rows = (0..<60).map { "\($0 * $0 % 17)" }.joined(separator: "\n")
    let file = "a<b>&'.csv"
    try folder.write(file, "\"\(quoted)\"\n\(rows)\n")
    let words = "\(Self.small) --output r".split(separator: " ").map(String.init)
    let outcome = try SkeinProgram.run(["train", "--data", file] + words, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let page = try folder.text("r/report.html")
    #expect(XMLParserCheck(page).isWellFormed)
    #expect(!page.contains("<script") && !page.contains("<img") && page.contains("&lt;script&gt;"))
    #expect(!page.unicodeScalars.contains { "\u{202E}\u{1B}".unicodeScalars.contains($0) })
  }

  @Test("a parser of pages that tolerates nothing finds every element closed")
  func otherParser() throws {
    #expect(try SkeinProgram.run("train --data waves.csv \(Self.small)", in: folder).code == 0)
    let script = """
      command -v python3 >/dev/null || exit 77
      exec python3 - runs/waves/report.html <<'PYTHON'
      import html.parser, sys
      class Page(html.parser.HTMLParser):
          open = []
          counts = {}
          def handle_starttag(self, tag, attributes):
              self.counts[tag] = self.counts.get(tag, 0) + 1
              self.open.append(tag)
          def handle_startendtag(self, tag, attributes):
              self.counts[tag] = self.counts.get(tag, 0) + 1
          def handle_endtag(self, tag):
              assert self.open.pop() == tag, (tag, self.getpos())
      page = Page()
      page.feed(open(sys.argv[1], encoding="utf-8").read())
      page.close()
      assert not page.open, page.open
      assert page.counts["h1"] == 1 and page.counts["svg"] == 2 * page.counts["figure"]
      assert page.counts["table"] == page.counts["caption"] == page.counts["thead"]
      PYTHON
      """
    let outcome = try SkeinProgram.shell(script, in: folder)
    #expect([0, 77].contains(outcome.code), "\(outcome.errors)")
  }

  @Test("what is no run, and a place that cannot be written, are told in one sentence")
  func wrongInput() throws {
    let missing = try SkeinProgram.run("report nosuch", in: folder)
    #expect(missing.code == 1 && missing.errorLines.count == 1, "\(missing.errors)")
    #expect(try SkeinProgram.run("train --data waves.csv \(Self.small)", in: folder).code == 0)
    let nowhere = try SkeinProgram.run("report runs/waves --output no/where.html", in: folder)
    #expect(nowhere.code == 1 && nowhere.errorLines.count == 1, "\(nowhere.errors)")
    let empty = try SkeinProgram.run(["report", "runs/waves", "--output", ""], in: folder)
    #expect(empty.code == 64, "\(empty.errors)")
    try folder.write("runs/waves/history.csv", "epoch,loss\n1,2\n")
    let history = try SkeinProgram.run("report runs/waves", in: folder)
    #expect(history.code == 1 && history.errors.contains("history.csv"), "\(history.errors)")
  }
}
