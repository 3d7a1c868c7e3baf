import Foundation
import Skein

/// scale² · log cosh(difference / scale): a square near zero, a straight line far from it.
struct LogCosh: ElementwiseHead {
  static let keyword = "log-cosh"
  static let usage = "[:scale]"

  let scale: Double

  init(arguments: [String]) throws(SettingsError) {
    scale = try Self.numbers(arguments, defaults: [1]) { _, scale in scale > 0 }[0]
  }

  var specification: String { scale == 1 ? Self.keyword : "\(Self.keyword):\(scale)" }
  var measure: String { "mean log cosh" }

  func loss(of difference: Float) -> Double {
    let ratio = abs(Double(difference)) / scale
    return scale * scale * (ratio + log1p(exp(-2 * ratio)) - log(2))
  }

  func slope(at difference: Float) -> Float { Float(scale * tanh(Double(difference) / scale)) }
}
