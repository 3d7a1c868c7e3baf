import Foundation
import Skein
import Testing

@Suite("Colours of pictures and pages") struct ThemeTests {
  /// Relative luminance, by the Web Content Accessibility Guidelines 2.2.
  private func luminance(_ color: String) -> Double {
    let value = UInt32(color.dropFirst(), radix: 16) ?? 0
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(value >> shift & 0xFF) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ a: String, _ b: String) -> Double {
    let (high, low) = (max(luminance(a), luminance(b)), min(luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
  }

  @Test("text has a contrast of at least 4.5 to what lies behind it, light and dark")
  func text() {
    #expect(abs(contrast("#000000", "#ffffff") - 21) < 1e-9)
    for ground in [SVGTheme.paper, .shade] {
      for ink in [SVGTheme.ink, .muted] {
        #expect(contrast(ink.light, ground.light) >= 4.5, "\(ink) on \(ground)")
        #expect(contrast(ink.dark, ground.dark) >= 4.5, "\(ink) on \(ground), dark")
      }
    }
  }

  @Test("lines of the first four colours and of grey have a contrast of at least 3")
  func lines() {
    for color in [ChartColor.neutral] + (0..<4).map({ .palette($0) }) {
      #expect(contrast(color.light, SVGTheme.paper.light) >= 3, "\(color)")
      #expect(contrast(color.dark, SVGTheme.paper.dark) >= 3, "\(color), dark")
    }
  }
}
