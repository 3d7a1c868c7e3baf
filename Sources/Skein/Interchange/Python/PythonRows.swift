/// The rows that a prediction rests on, in Python: as `Past`, `Sight` and `CalendarFeature` are in Swift.
struct PythonRows {
  let preparation: Preparation

  /// Inputs before those of the calendar; the number of a series stands behind those.
  private var own: Int {
    preparation.inputs.count - preparation.calendar.flatMap(\.columns).count
      - preparation.statics.count(where: \.isNumber)
  }

  /// What `PREPARATION` says, and the class `Past`.
  var source: String {
    let told = preparation.calendar.isEmpty ? "" : "        rows = with_calendar(rows, times)\n"
    return """
      INPUTS, TARGETS = PREPARATION["inputs"], PREPARATION["targets"]
      COLUMNS = PREPARATION["scaler"]["columns"]
      WINDOW, STEPS = PREPARATION["window"], PREPARATION.get("steps", 1)
      HORIZON = PREPARATION["horizon"]
      # Inputs before those of the calendar, and those of them that are known ahead.
      OWN = \(own)
      ASKED = [name for name in PREPARATION.get("future", []) if INPUTS.index(name) < OWN]
      # Rows behind the window that the network sees, as far as something is known of them.
      AHEAD = HORIZON if "future" in PREPARATION else 0

      \(preparation.calendar.isEmpty ? "" : Self.calendar)
      class Past:
          \"""A series up to a row, and of those to come what is known: other columns stay at their last value.\"""

          def __init__(self, rows, coming, times):
              rows = np.asarray(rows, dtype=np.float64)
              self.last = len(rows) - 1
              rows = np.concatenate([rows, np.repeat(rows[-1:], AHEAD, 0)])
              if ASKED:
                  places = [INPUTS.index(name) for name in ASKED]
                  rows[self.last + 1 :, places] = np.asarray(coming, dtype=np.float64)[:AHEAD]
      \(told)        self.rows = rows

          def value(self, back, column):
              \"""A column so many rows before the last one; before the first there is nothing but the first.\"""
              return self.rows[max(self.last - back, 0), column]

      """
  }

  /// What `predict` takes, for its documentation.
  static let arguments = """
        rows: [n, columns], as in COLUMNS without the calendar's; n at least WINDOW.
        coming: [HORIZON, columns], as in ASKED; not needed where that is empty.
        times: n + HORIZON datetimes by the series' own clock; not needed without a calendar.
    """

  private static let calendar = """

    def with_calendar(rows, times):
        \"""Rows with the columns of the calendar, behind the other inputs.\"""
        told = np.array([on_calendar(time) for time in list(times)[: len(rows)]])
        return np.concatenate([rows[:, :OWN], told, rows[:, OWN:]], 1)


    def on_calendar(time):
        \"""What the calendar says of a time.\"""
        in_hour = time.minute * 60 + time.second
        in_day = time.hour * 3600 + in_hour
        day = time.timetuple().tm_yday - 1
        # Of what goes round, the part that has passed.
        turns = {
            "minute": in_hour / 3600,
            "hour": in_day / 86400,
            "monthday": (time.day - 1) / monthrange(time.year, time.month)[1],
            "week": (time.isocalendar()[1] - 1) / 53,
            "month": (time.month - 1) / 12,
            "quarter": (time.month - 1) // 3 / 4,
            "yearday": (day + in_day / 86400) / (366 if isleap(time.year) else 365),
        }
        values = []
        for feature in PREPARATION["calendar"]:
            if feature == "weekday":
                values += [float(time.weekday() == place) for place in range(7)]
            elif feature == "weekend":
                values.append(float(time.weekday() >= 5))
            else:
                angle = 2 * math.pi * turns[feature]
                values += [math.sin(angle), math.cos(angle)]
        return values


    """
}
