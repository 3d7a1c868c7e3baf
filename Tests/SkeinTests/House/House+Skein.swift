extension House {
  /// Each room of `Sources/Skein` and the rooms that it stands on, the highest first.
  ///
  /// A room may also use all that is below those. Not one line names both `Charts` and `Data`, but
  /// for the rooms above the two.
  static let skein = House([
    "Tuning": ["Benchmark"],
    "Comparison": ["Benchmark"],
    "Backtest": ["RunCharts"],
    "Benchmark": ["Charts", "Storage"],
    "Workbench": ["Charts", "Storage/Files", "Parallel"],
    "Report": ["RunCharts"],
    "Interchange": ["Storage"],
    "RunCharts": ["Charts", "Storage"],

    "Charts": ["Calendar", "Text"],

    "Storage": ["Storage/Safetensors", "Data"],
    "Storage/Safetensors": ["Storage/Files"],

    "Data": ["Training", "Calendar", "Storage/Files", "Methods", "Tokens"],
    "Training": ["Model", "Numerics"],
    "Storage/Files": ["Text"],
    "Model": ["Parallel", "Random", "Metrics", "Settings"],
    "Parallel": [],

    "Methods": ["Text", "Numerics"],

    "Settings": ["Text"],
    "Random": [],
    "Metrics": ["Numerics"],
    "Numerics": [],
    "Calendar": ["Numerics"],
    "Tokens": ["Text"],
    "Text": [],
  ])
}
