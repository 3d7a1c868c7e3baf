/// What stands around a prediction for one of many series, in Python: what the series is, and its own scale, as
/// `PanelForecaster` and `Scaler` have them in Swift.
struct PythonPanel {
  let panel: ExportedPanel
  let preparation: Preparation

  /// The function that it calls, with rows and what is known ahead in the scale of the series.
  static let inner = "predict_scaled"

  /// What that takes, for its documentation.
  static let arguments = """
        rows, coming: as of `predict`, in the scale of the series, with the inputs that are the same in all rows.
        times: as of `predict`.
    """

  /// The column of a series' number, which is zero in all rows.
  private var number: String? { preparation.statics.first(where: \.isNumber)?.name }
  private var statics: [StaticColumn] { preparation.statics.filter { !$0.isNumber } }
  private var hasStatics: Bool { !statics.isEmpty }
  private var hasScales: Bool { panel.columns.contains { $0 != number } }

  /// What `series.json` says, and `predict`.
  var source: String {
    let inputs = hasStatics ? [Self.inputs] : []
    let scales = hasScales ? [ownScale] : []
    return ([declarations] + inputs + scales + [scaleOf, Self.scaled, predict])
      .joined(separator: "\n\n\n") + "\n"
  }

  private var declarations: String {
    let count = statics.flatMap(\.columns).count
    let isOne = number == nil ? "" : " if not column.get(\"numbered\")"
    let names = """

      # Columns that are the same in all rows of a series; texts are an input for each word that the training had.
      STATICS = {column["name"]: column.get("categories") for column in PREPARATION["statics"]\(isOne)}
      """
    return """
      PANEL = json.loads(Path(__file__).with_name("\(ExportedPanel.file)").read_text(encoding="utf-8"))
      # Columns of the rows that `predict` takes: inputs, and behind them targets that are none.
      SEEN = OWN - \(count)
      TABLE = INPUTS[:SEEN] + COLUMNS[len(INPUTS) :]\(hasStatics ? names : "")
      """
  }

  private static let inputs = """
    def inputs_of(statics):
        \"""What the network sees of the columns that are the same in all rows.\"""
        values = []
        for name, words in STATICS.items():
            if statics is None or name not in statics:
                raise ValueError(f"statics has no {name!r}")
            value = statics[name]
            values += [float(value)] if words is None else [float(value == word) for word in words]
        return values
    """

  /// How rows are scaled by themselves.
  private var ownScale: String {
    let lines =
      switch panel.scaling {
      case .standard:
        """
            low, high = values.min(0), values.max(0)
            offsets = np.where(low == high, low, values.mean(0))
            scales = np.where(low == high, 1.0, values.std(0))
        """
      case .minmax:
        """
            offsets, high = values.min(0), values.max(0)
            scales = np.where(offsets == high, 1.0, high - offsets)
        """
      case .mean:
        """
            sizes = np.abs(values).mean(0)
            offsets, scales = np.zeros_like(sizes), np.where(sizes == 0, 1.0, sizes)
        """
      case .none, .auto:
        preconditionFailure("\(panel.scaling) scales no column by the rows of a series")
      }
    return """
      def own_scale(rows):
          \"""The scale of a series by its rows.\"""
          names = [name for name in PANEL["columns"] if name in TABLE]
          values = rows[:, [TABLE.index(name) for name in names]]
      \(lines)
          return dict(zip(names, zip(offsets, scales)))
      """
  }

  private var scaleOf: String {
    let remedy =
      hasScales ? "leave its name out to scale it by its own rows" : "leave its name out"
    let own = hasScales ? "own_scale(rows)" : "{}"
    let choice = """

          if series is None:
              return scale | \(own)
          own = PANEL["series"][series]
          scale.update(zip(PANEL["columns"], zip(own["offsets"], own["scales"])))
      """
    return """
      def scale_of(series, rows):
          \"""What is subtracted from each column, and what it is divided by, where it is scaled.\"""
          if series is not None and series not in PANEL["series"]:
              raise ValueError(
                  f"the series {series!r} was not in the training; \(remedy)")
          scale = {name: (told["offset"], told["scale"]) for name, told in PANEL["shared"].items()}\(panel.columns.isEmpty ? "" : choice)
          return scale
      """
  }

  private static let scaled = """
    def scaled(values, names, scale):
        \"""Columns in the scale of a series.\"""
        offsets, scales = np.array([scale.get(name, (0.0, 1.0)) for name in names]).T
        return (np.asarray(values, dtype=np.float64) - offsets) / scales
    """

  private var predict: String {
    let unknown =
      (hasScales ? "which is scaled by these rows" : "which is as good, since nothing is scaled")
      + (number == nil ? "" : " and has the vector zero")
    let argument = """

          statics: {name: text or number} of each in STATICS.
      """
    let adding = """

          same = np.tile(inputs_of(statics), (len(rows), 1))
          rows = np.concatenate([rows[:, :SEEN], same, rows[:, SEEN:]], 1)
      """
    // The scale of a series makes its number of it, which is the last input.
    let numbering =
      number == nil
      ? "" : "\n    rows, columns = np.insert(rows, OWN, 0.0, 1), columns + INPUTS[-1:]"
    return """
      def predict(network, rows, coming=None, times=None, series=None\(hasStatics ? ", statics=None" : "")):
          \"""What follows some rows of a series: [rows ahead, targets], the last of them HORIZON rows later.

          rows: [n, columns], as in TABLE, in the series' own units; where n is less than WINDOW, the first of
              them stands for those before it.
          coming: [HORIZON, columns], as in ASKED; not needed where that is empty.
          times: n + HORIZON datetimes by the series' own clock; not needed without a calendar.
          series: its name in the training; None for one that was not there, \(unknown).\(hasStatics ? argument : "")
          \"""
          rows = np.asarray(rows, dtype=np.float64)
          scale = scale_of(series, rows)\(hasStatics ? adding : "")
          columns = INPUTS[:OWN]\(numbering)
          columns = columns + COLUMNS[len(INPUTS) :]
          if ASKED:
              coming = scaled(coming, ASKED, scale)
          said = \(Self.inner)(network, scaled(rows, columns, scale), coming, times)
          offsets, scales = np.array([scale.get(name, (0.0, 1.0)) for name in TARGETS]).T
          return said * scales + offsets
      """
  }
}
