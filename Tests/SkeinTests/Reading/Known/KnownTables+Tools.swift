import Skein

extension KnownTable {
  private static func hour(_ row: Int, _ form: String) -> String {
    WrittenTime(row * 3600).text(form)
  }

  private static func day(_ row: Int, _ form: String) -> String {
    WrittenTime(row * 86_400).text(form)
  }

  private static let days = (first: "2021-01-01", last: "2021-02-17")
  private static let twoDays = ["2021-02-18", "2021-02-19"]

  /// What programs write.
  static let tools: [KnownTable] = [
    KnownTable(
      "pandas with an index", "Unnamed: 0,date,value\n", told: ["yyyy-mm-dd", "every day"],
      labels: days, future: twoDays
    ) { "\($0),\(day($0, "Y-m-d")),\(Tables.text($0))" },
    KnownTable(
      "pandas with an index without a name", ",value\n", told: ["' between columns"],
      labels: ("1", "48"), future: []
    ) { "\($0),\(Tables.text($0))" },
    KnownTable(
      "pandas with a time as index", ",temp,hum\n", target: "temp",
      told: ["yyyy-mm-dd HH:MM:SS+00:00".replacing("+00:00", with: ""), "every hour"],
      labels: ("2021-01-01 00:00:00+00:00", "2021-01-02 23:00:00+00:00"),
      future: ["2021-01-03 00:00:00+00:00", "2021-01-03 01:00:00+00:00"]
    ) { "\(hour($0, "Y-m-d H:M:S"))+00:00,\(Tables.text($0)),4\($0 % 10)" },
    KnownTable(
      "R's write.csv", "\"\",\"date\",\"value\"\n", told: ["yyyy-mm-dd", "every day"],
      labels: days, future: twoDays
    ) { "\"\($0 + 1)\",\(day($0, "Y-m-d")),\(Tables.text($0))" },
    KnownTable(
      "R's write.table", "\"date\" \"value\"\n",
      told: ["blanks between columns", "row names in front", "every day"],
      labels: days, future: twoDays
    ) { "\"\($0 + 1)\" \"\(day($0, "Y-m-d"))\" \(Tables.text($0))" },
    KnownTable(
      "R's write.csv2", "\"\";\"date\";\"value\"\n", told: ["decimal comma", "every day"],
      labels: days, future: twoDays
    ) { "\"\($0 + 1)\";\(day($0, "Y-m-d"));\(Tables.text($0, ","))" },
    KnownTable(
      "Excel in America", "Timestamp,Reading\n", told: ["m/d/yy h:MM am", "every hour"],
      labels: ("1/1/21 12:00 AM", "1/2/21 11:00 PM"),
      future: ["1/3/21 12:00 AM", "1/3/21 1:00 AM"]
    ) { "\(hour($0, "n/e/y l:M p")),\(Tables.text($0))" },
    KnownTable(
      "Excel in Germany", "sep=;\nZeit;Wert;Anteil\n", target: "Wert",
      told: ["decimal comma", "dd.mm.yyyy HH:MM", "every hour"],
      labels: ("01.01.2021 00:00", "02.01.2021 23:00"),
      future: ["03.01.2021 00:00", "03.01.2021 01:00"]
    ) { "\(hour($0, "d.m.Y H:M"));\(Tables.text($0, ","));5\($0 % 10),0 %" },
    KnownTable(
      "Excel in France", "Date;Valeur\n", told: ["decimal comma", "blanks between thousands"],
      labels: ("01/01/2021", "17/02/2021"), future: ["18/02/2021", "19/02/2021"],
      value: { Tables.value($0) + 1200 }
    ) { row in
      let text = "\(Tables.value(row) + 1200)".replacing(".", with: ",")
      return "\(day(row, "d/m/Y"));\(text.prefix(1))\u{202F}\(text.dropFirst())"
    },
    KnownTable(
      "Excel in Switzerland", "Datum;Wert\n", told: ["' between thousands"],
      labels: ("01.01.2021", "17.02.2021"), future: ["18.02.2021", "19.02.2021"],
      value: { Tables.value($0) + 1200 }
    ) { row in
      let text = "\(Tables.value(row) + 1200)"
      return "\(day(row, "d.m.Y"));\(text.prefix(1))'\(text.dropFirst())"
    },
    KnownTable(
      "InfluxDB 1", "name,time,usage_idle\n", told: ["unix nanoseconds", "every 10 s"],
      labels: ("1609459200000000000", "1609459670000000000"),
      future: ["1609459680000000000", "1609459690000000000"]
    ) { "cpu,\(WrittenTime(10 * $0).text("u"))000000000,\(Tables.text($0))" },
    KnownTable(
      "InfluxDB 2",
      "#group,false,false,true,true,false,false,true,true\n"
        + "#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string\n"
        + "#default,mean,,,,,,,\n,result,table,_start,_stop,_time,_value,_field,_measurement\n",
      target: "_value",
      told: ["3 remarks", "in _time", "every 10 s"],
      labels: ("2021-01-01T00:00:00Z", "2021-01-01T00:07:50Z"),
      future: ["2021-01-01T00:08:00Z", "2021-01-01T00:08:10Z"]
    ) { row in
      ",,0,2021-01-01T00:00:00Z,2021-01-02T00:00:00Z,"
        + WrittenTime(10 * row).text("Y-m-dTH:M:SZ") + ",\(Tables.text(row)),usage,cpu"
    },
    KnownTable(
      "Prometheus by promtool", "timestamp,value\n", told: ["unix seconds", "every 15 s"],
      labels: ("1609459200.123", "1609459905.123"),
      future: ["1609459920.123", "1609459935.123"]
    ) { "\(WrittenTime(15 * $0).text("u")).123,\(Tables.text($0))" },
    KnownTable(
      "Grafana", "\"Time\",\"A-series\"\n", told: ["yyyy-mm-dd HH:MM:SS", "every minute"],
      labels: ("2021-01-01 00:00:00", "2021-01-01 00:47:00"),
      future: ["2021-01-01 00:48:00", "2021-01-01 00:49:00"]
    ) { "\(WrittenTime(60 * $0).text("Y-m-d H:M:S")),\(Tables.text($0))" },
    KnownTable(
      "Grafana in milliseconds", "sep=;\n\"Time\";\"A-series\"\n", told: ["unix milliseconds"],
      labels: ("1609459200000", "1609462020000"), future: ["1609462080000", "1609462140000"]
    ) { "\(WrittenTime(60 * $0).text("t"));\(Tables.text($0))" },
    KnownTable(
      "Home Assistant", "entity_id,state,last_changed\n", target: "state",
      told: ["yyyy-mm-ddTHH:MM:SS.fZ", "every hour"],
      labels: ("2021-01-01T00:00:00.123Z", "2021-01-02T23:00:00.123Z"),
      future: ["2021-01-03T00:00:00.123Z", "2021-01-03T01:00:00.123Z"]
    ) { "sensor.temp,\(Tables.text($0)),\(hour($0, "Y-m-dTH:M:S")).123Z" },
    KnownTable(
      "psql", "ts|value\n", told: ["'|' between columns", "every hour"],
      labels: ("2021-01-01 00:00:00", "2021-01-02 23:00:00"),
      future: ["2021-01-03 00:00:00", "2021-01-03 01:00:00"]
    ) { "\(hour($0, "Y-m-d H:M:S"))|\(Tables.text($0))" },
    KnownTable(
      "Campbell logger",
      "\"TOA5\",\"Station\",\"CR1000\",\"1234\",\"CR1000.Std.27\",\"CPU:x.CR1\",\"55\",\"Table1\"\n"
        + "\"TIMESTAMP\",\"RECORD\",\"BattV\",\"AirTC\"\n\"TS\",\"RN\",\"Volts\",\"Deg C\"\n"
        + "\"\",\"\",\"Min\",\"Avg\"\n",
      told: ["line 1 is above the table", "2 lines from line 3 on hold units", "every hour"],
      labels: ("2021-01-01 00:00:00", "2021-01-02 23:00:00"),
      future: ["2021-01-03 00:00:00", "2021-01-03 01:00:00"]
    ) { "\"\(hour($0, "Y-m-d H:M:S"))\",\($0 + 12),12.9\($0 % 10),\(Tables.text($0))" },
    KnownTable(
      "HOBO logger",
      "\"Plot Title: Wald\"\n\"#\",\"Date Time, GMT+01:00\",\"Temp, °C (LGR S/N: 1)\",\"Host (LGR S/N: 1)\"\n",
      target: "Temp, °C (LGR S/N: 1)",
      told: ["line 1 is above the table", "mm/dd/yy hh:MM:SS am", "every hour"],
      labels: ("01/01/21 12:00:00 AM", "01/02/21 11:00:00 PM"),
      future: ["01/03/21 12:00:00 AM", "01/03/21 01:00:00 AM"]
    ) { "\($0 + 1),\(hour($0, "m/d/y I:M:S p")),\(Tables.text($0)),Logged" },
    KnownTable(
      "Wunderground", "Date,Time,Temperature,Humidity\n", target: "Temperature",
      told: ["every 5 minutes"],
      labels: ("2021-01-01 12:04 AM", "2021-01-01 3:59 AM"),
      future: ["2021-01-01 4:04 AM", "2021-01-01 4:09 AM"]
    ) { "\(WrittenTime(240 + 300 * $0).text("Y-m-d,l:M p")),\(Tables.text($0)),8\($0 % 10)" },
    KnownTable(
      "Matlab's datetime", "Time,Value\n", told: ["dd-mon-yyyy HH:MM:SS", "every hour"],
      labels: ("01-Jan-2021 00:00:00", "02-Jan-2021 23:00:00"),
      future: ["03-Jan-2021 00:00:00", "03-Jan-2021 01:00:00"]
    ) { "\(hour($0, "d-b-Y H:M:S")),\(Tables.text($0))" },
    KnownTable(
      "numpy's savetxt", "# time value\n",
      told: ["blanks between columns", "unix seconds in time", "every hour"],
      labels: ("1.609459200000000000e+09", "1.609628400000000000e+09"),
      future: ["1.609632000000000000e+09", "1.609635600000000000e+09"]
    ) { row in
      let seconds = WrittenTime(3600 * row).seconds
      return "1.\(String(seconds).dropFirst())000000000e+09 \(Tables.text(row))00000e+00"
    },
  ]
}
