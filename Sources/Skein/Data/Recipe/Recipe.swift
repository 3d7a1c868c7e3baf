/// What stands between the numbers of a table and a network: the network sees each window in its own
/// terms, and learns what a linear path beside it leaves.
///
/// ```swift
/// let data = try Dataset(series, window: 50, horizon: 24, recipe: .auto)
/// ```
public struct Recipe: Sendable, Equatable {
  /// How the network sees the columns of a window.
  public enum Normalization: String, Sendable, Codable, CaseIterable {
    /// As the scaler of the whole training part makes them.
    case none
    /// Less the window's last value. Source: NLinear of Zeng et al., "Are transformers effective for time
    /// series forecasting?" (AAAI 2023).
    case last
    /// With the window's own mean and deviation taken out, which are put back into what the network says.
    /// Source: Kim et al., "Reversible instance normalization" (ICLR 2022).
    case window
    /// As changes from row to row.
    case change
    /// `change` for targets that move little from row to row beside how far they wander within a window,
    /// `last` for other targets, `none` for columns that are none.
    case auto
  }

  /// What the linear path looks at.
  public enum Lags: Sendable, Equatable {
    /// No linear path.
    case none
    /// At most so many last values.
    case most(Int)
  }

  /// Which season the linear path knows.
  public enum Season: Sendable, Equatable {
    case none
    /// The calendar's, or one that is found, where it is plain in the training part.
    case auto
    /// So many rows.
    case rows(Int)
  }

  public var normalization = Normalization.none
  public var lags = Lags.none
  public var season = Season.none
  /// Whether the network's part is made smaller, or left out, where the validation part says so.
  public var shrinks = false

  public init() {}

  /// The scaler alone, as tutorials have it.
  public static let plain = Recipe()

  /// What is good for most series.
  public static var auto: Recipe {
    var recipe = Recipe()
    recipe.normalization = .auto
    recipe.lags = .most(50)
    recipe.season = .auto
    recipe.shrinks = true
    return recipe
  }
}
