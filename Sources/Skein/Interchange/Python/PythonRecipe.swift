/// A window recipe in Python, as `WindowRecipe` and `LinearPath` are in Swift: in double precision, each sum in
/// the same order.
enum PythonRecipe {
  /// - Parameters:
  ///   - name: of the function that predicts.
  ///   - arguments: what it takes, for its documentation.
  static func source(_ name: String, _ arguments: String) -> String {
    """
    RECIPE = PREPARATION["recipe"]


    def spread(past, column):
        \"""The mean of a window's column, and its deviation, which is never near zero.\"""
        values = np.array([past.value(back, column) for back in range(WINDOW)])
        return values.mean(), max(values.std(), 1e-3 * RECIPE["inputs"][column]["scale"])


    def seen_of(past):
        \"""What the network sees: [WINDOW + AHEAD, inputs].\"""
        seen = np.empty((WINDOW + AHEAD, len(INPUTS)))
        for column, kind in enumerate(RECIPE["inputs"]):
            offset, scale = kind["offset"], kind["scale"]
            if kind["normalization"] == "last":
                offset = past.value(0, column)
            if kind["normalization"] == "window":
                offset, scale = spread(past, column)
            for row in range(WINDOW + AHEAD):
                back = WINDOW - 1 - row
                before = past.value(back + 1, column) if kind["normalization"] == "change" else 0.0
                seen[row, column] = (past.value(back, column) - (offset + before)) / scale
        return seen


    def average(past, column, count):
        count = min(count, past.last + 1)
        return sum(past.value(back, column) for back in range(count)) / count


    def phase(past, column, season, count, ahead):
        \"""The mean at the phase of a season that comes `ahead`, over the last `count` that are known.\"""
        first = -(-ahead // season) * season - ahead
        known = [first + k * season for k in range(count) if first + k * season <= past.last]
        if not known:
            return average(past, column, season * count)
        return sum(past.value(back, column) for back in known) / len(known)


    def changes(past, column, steps, back=0):
        \"""What a column moved by from row to row, the newest first.\"""
        places = range(back, back + steps)
        return [past.value(place, column) - past.value(place + 1, column) for place in places]


    def terms(path, past, ahead):
        \"""What the linear path weighs, and what it is without weights.\"""
        column, knows = path["column"], path["knowsPast"]
        base = past.value(0, column) if knows else path["mean"]
        found = [1.0, base - path["mean"] if knows else 0.0]
        found += [average(past, column, span) - base if knows else 0.0 for span in path["spans"]]
        for season in path["seasons"]:
            for count in season["counts"]:
                if not knows:
                    found += [0.0] * 3
                    continue
                level = average(past, column, season["rows"] * count)
                phases = [phase(past, column, season["rows"], count, at) for at in (ahead, 0)]
                found += [phases[0] - level, phases[1] - level, level - base]
        for other in path["others"]:
            found.append(past.value(0, other["column"]) - other["mean"])
            found += changes(past, other["column"], other["steps"])
        for known in path.get("known") or []:
            found.append(past.value(-ahead, known["column"]) - known["mean"])
            found += changes(past, known["column"], known["steps"], -ahead)
        steps = changes(past, column, path["steps"])
        if steps and not knows:
            steps[0] = base - past.value(1, column)
        return base, found + steps


    def \(name)(network, rows, coming=None, times=None):
        \"""What follows some rows: [rows ahead, targets], the last of them HORIZON rows later.

    \(arguments)

        The linear path beside the network looks back further than WINDOW where there are more rows.
        \"""
        past = Past(rows, coming, times)
        said = network_says(network, seen_of(past))
        result = np.empty_like(said)
        for target, path in enumerate(RECIPE["paths"]):
            factor = 1.0
            if path["column"] < len(INPUTS):
                kind = RECIPE["inputs"][path["column"]]
                if kind["normalization"] == "window":
                    factor = spread(past, path["column"])[1] / kind["scale"]
            for step in range(STEPS):
                ahead = HORIZON - STEPS + 1 + step
                base, found = terms(path, past, ahead)
                anchor = base + sum(w * term for w, term in zip(path["weights"][step], found))
                scale = RECIPE["scales"][step * len(TARGETS) + target] * factor
                result[step, target] = anchor + RECIPE["shares"][target] * scale * said[step, target]
        return result

    """
  }

  /// Without a recipe: what comes in is scaled, what comes out is brought back. The parameters are those of
  /// `source`.
  static func scaled(_ name: String, _ arguments: String) -> String {
    """
    SCALER = PREPARATION["scaler"]


    def \(name)(network, rows, coming=None, times=None):
        \"""What follows some rows: [rows ahead, targets], the last of them HORIZON rows later.

    \(arguments)
        \"""
        past = Past(rows, coming, times)
        seen = past.rows[np.maximum(np.arange(1 - WINDOW, AHEAD + 1) + past.last, 0)]
        offsets, scales = np.array(SCALER["offsets"]), np.array(SCALER["scales"])
        scaled = (seen - offsets) / scales
        places = [COLUMNS.index(target) for target in TARGETS]
        return network_says(network, scaled[:, : len(INPUTS)]) * scales[places] + offsets[places]

    """
  }
}
