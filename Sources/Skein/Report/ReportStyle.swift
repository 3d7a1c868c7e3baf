/// The style sheet of a report: light and dark as the reader's system is, one column on a phone, black on
/// white on paper.
enum ReportStyle {
  static var sheet: String {
    """
    :root { color-scheme: light dark; \(colors(\.light)) }
    @media screen and (prefers-color-scheme: dark) { :root { \(colors(\.dark)) } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.5 \(SVGDocument.fontFamily); overflow-wrap: anywhere; }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
    h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
    .verdict { font-size: 1.15rem; margin: 0 0 .75rem; }
    .muted, caption, figcaption { color: var(--muted); }
    .note { border-left: 3px solid var(--axis); padding-left: .75rem; margin: .75rem 0; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    caption { text-align: left; padding-bottom: .25rem; }
    th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--grid); text-align: right;
      vertical-align: top; font-weight: 400; overflow-wrap: normal; }
    td { white-space: nowrap; }
    th:first-child, .words th, .words td { text-align: left; }
    .words table { width: 100%; } .words td { overflow-wrap: anywhere; white-space: normal; }
    thead th { color: var(--muted); }
    .scroll { overflow-x: auto; margin: 1rem 0; }
    pre { overflow-x: auto; font: .85rem/1.4 ui-monospace, Menlo, Consolas, monospace; }
    figure { margin: 1.5rem 0; }
    svg { display: block; width: 100%; height: auto; }
    .narrow { display: none; }
    @media screen and (max-width: 40rem) {
      .wide { display: none; } .narrow { display: block; } h1 { font-size: 1.4rem; }
      th, td { padding-right: .5rem; font-size: .85rem; }
    }
    @media print {
      body { max-width: none; padding: 0; font-size: 10pt; }
      figure, tr { break-inside: avoid; } h2 { break-after: avoid; }
      .scroll, pre { overflow: visible; } pre { white-space: pre-wrap; }
    }
    \(SVGTheme.styleSheet)
    """
  }

  /// The colours of pictures as variables.
  private static func colors(_ color: KeyPath<SVGTheme, String>) -> String {
    SVGTheme.allCases.map { "--\($0.rawValue): \($0[keyPath: color]);" }.joined(separator: " ")
  }
}
