import Skein

extension KnownTable {
  private static func hour(_ row: Int, _ form: String) -> String {
    WrittenTime(row * 3600).text(form)
  }

  private static func day(_ row: Int, _ form: String) -> String {
    WrittenTime(row * 86_400).text(form)
  }

  /// Data sets of papers and courses.
  static let research: [KnownTable] = [
    KnownTable(
      "Jena climate",
      "\"Date Time\",\"p (mbar)\",\"T (degC)\",\"Tpot (K)\",\"Tdew (degC)\",\"rh (%)\","
        + "\"VPmax (mbar)\",\"VPact (mbar)\",\"VPdef (mbar)\",\"sh (g/kg)\",\"H2OC (mmol/mol)\","
        + "\"rho (g/m**3)\",\"wv (m/s)\",\"max. wv (m/s)\",\"wd (deg)\"\n",
      target: "T (degC)",
      told: ["dd.mm.yyyy HH:MM:SS", "every 10 minutes"],
      labels: ("01.01.2021 00:10:00", "01.01.2021 08:00:00"),
      future: ["01.01.2021 08:10:00", "01.01.2021 08:20:00"]
    ) { row in
      let wind = row == 30 || row == 31 ? "-9999.00" : "1.0\(row % 10)"
      return WrittenTime(600 * row + 600).text("d.m.Y H:M:S")
        + ",996.5\(row % 10),\(Tables.text(row)),265.40,-8.90,93.30,3.33,3.11,0.22,1.94,3.12,"
        + "1307.75,\(wind),1.75,152.\(row % 10)"
    },
    KnownTable(
      "UCI household power",
      "Date;Time;Global_active_power;Global_reactive_power;Voltage;Global_intensity;"
        + "Sub_metering_1;Sub_metering_2;Sub_metering_3\n",
      target: "Global_active_power", missing: [20, 21],
      told: ["';' between columns", "dd/mm/yyyy HH:MM:SS in Date + Time", "every minute", "'?'"],
      labels: ("16/12/2021 17:24:00", "16/12/2021 18:11:00"),
      future: ["16/12/2021 18:12:00", "16/12/2021 18:13:00"]
    ) { row in
      let when = WrittenTime(349 * 86_400 + 17 * 3600 + 24 * 60 + 60 * row).text("e/n/Y;H:M:S")
      return row == 20 || row == 21
        ? "\(when);?;?;?;?;?;?;"
        : "\(when);\(Tables.text(row))00;0.418;234.840;18.400;0.000;1.000;17.000"
    },
    KnownTable(
      "UCI Beijing PM2.5", "No,year,month,day,hour,pm2.5,DEWP,TEMP,PRES,cbwd,Iws,Is,Ir\n",
      target: "pm2.5", missing: Set(0..<24),
      told: ["year + month + day + hour", "every hour", "24 missing values ('NA')"],
      labels: ("2021 1 1 0", "2021 1 2 23"), future: ["2021 1 3 0", "2021 1 3 1"]
    ) { row in
      let pollution = row < 24 ? "NA" : Tables.text(row)
      return "\(row + 1),\(hour(row, "Y,n,e,G")),\(pollution),-21,-11,1021,NW,1.79,0,0"
    },
    KnownTable(
      "UCI air quality",
      "Date;Time;CO(GT);PT08.S1(CO);NMHC(GT);C6H6(GT);T;RH;AH;;\n",
      footer: String(repeating: ";;;;;;;;;;\n", count: 14), target: "C6H6(GT)",
      options: marked(["-200"]), missing: [7, 8],
      told: [
        "decimal comma", "dd/mm/yyyy HH.MM.SS in Date + Time", "every hour", "'-200'",
        "14 rows without a value from line 50 on",
      ],
      labels: ("01/01/2021 00.00.00", "02/01/2021 23.00.00"),
      future: ["03/01/2021 00.00.00", "03/01/2021 01.00.00"]
    ) { row in
      let benzene = row == 7 || row == 8 ? "-200" : Tables.text(row, ",")
      return "\(hour(row, "d/m/Y;H.M.S"));2,6;1360;-200;\(benzene);13,6;48,9;0,7578;;"
    },
    KnownTable(
      "UCI metro traffic",
      "holiday,temp,rain_1h,snow_1h,clouds_all,weather_main,weather_description,date_time,"
        + "traffic_volume\n",
      told: ["in date_time", "every hour"],
      labels: ("2021-01-01 00:00:00", "2021-01-02 23:00:00"),
      future: ["2021-01-03 00:00:00", "2021-01-03 01:00:00"],
      value: { Double(5000 + 37 * $0 % 900) }
    ) { row in
      let holiday = row == 24 ? "New Years Day" : "None"
      return "\(holiday),288.2\(row % 10),0.0,0.0,40,Clouds,scattered clouds,"
        + "\(hour(row, "Y-m-d H:M:S")),\(5000 + 37 * row % 900)"
    },
    KnownTable(
      "Melbourne minimum temperatures", "\"Date\",\"Daily minimum temperatures in Melbourne\"\n",
      footer: "\nDaily minimum temperatures in Melbourne, Australia, of some years\n",
      options: marked(["?0.2", "?0.8"]), missing: [14, 22],
      told: ["yyyy-mm-dd", "every day", "'?0.2'", "holds no row"],
      labels: ("2021-01-01", "2021-02-17"), future: ["2021-02-18", "2021-02-19"]
    ) { row in
      "\"\(day(row, "Y-m-d"))\",\(row == 14 ? "?0.2" : row == 22 ? "?0.8" : Tables.text(row))"
    },
    KnownTable(
      "airline passengers",
      "\"Month\",\"International airline passengers: monthly totals in thousands. Jan 49 ? Dec 60\"\n",
      footer:
        "\nInternational airline passengers: monthly totals in thousands. Jan 49 ? Dec 60\n\n",
      told: ["yyyy-mm", "every month", "line 51 repeats the header and is left out"],
      labels: ("1949-01", "1952-12"), future: ["1953-01", "1953-02"],
      value: { Double(112 + 5 * $0) }
    ) { row in "\"\(WrittenTime(month: row, of: 1949).text("Y-m"))\",\(112 + 5 * row)" },
    KnownTable(
      "shampoo sales", "\"Month\",\"Sales of shampoo over a three year period\"\n", rows: 36,
      footer: "\nSales of shampoo over a three year period\n\n",
      told: ["y-mm", "every month", "line 39 repeats the header and is left out"],
      labels: ("1-01", "3-12"), future: ["4-01", "4-02"]
    ) { row in
      let month = row % 12 + 1
      return "\"\(row / 12 + 1)-\(month < 10 ? "0" : "")\(month)\",\(Tables.text(row))"
    },
    KnownTable(
      "sunspots", "\"Month\",\"Zuerich monthly sunspot numbers 1749-1983\"\n",
      told: ["yyyy-mm", "every month"], labels: ("1749-01", "1752-12"),
      future: ["1753-01", "1753-02"]
    ) { "\"\(WrittenTime(month: $0, of: 1749).text("Y-m"))\",\(Tables.text($0))" },
    KnownTable(
      "SILSO sunspots", "", target: "column 4",
      told: ["';' between columns", "no header", "every month"],
      labels: ("1749 01", "1752 12"), future: ["1753 01", "1753 02"]
    ) { row in
      WrittenTime(month: row, of: 1749).text("Y;m") + ";17\(row / 12 + 49).042;"
        + " \(Tables.text(row)); -1.0;   -1;1"
    },
    KnownTable(
      "electricity transformer temperature (ETT)", "date,HUFL,HULL,MUFL,MULL,LUFL,LULL,OT\n",
      told: ["yyyy-mm-dd HH:MM:SS", "every hour"],
      labels: ("2021-01-01 00:00:00", "2021-01-02 23:00:00"),
      future: ["2021-01-03 00:00:00", "2021-01-03 01:00:00"],
      value: { Double(Tables.text($0) + "00019073486") ?? .nan }
    ) { row in
      hour(row, "Y-m-d H:M:S") + ",5.827000141143799,2.009,1.599,0.462,4.203,1.340"
        + ",\(Tables.text(row))00019073486"
    },
    KnownTable(
      "exchange rates", "", told: ["no header"], labels: ("1", "48"), future: []
    ) { row in
      "0.785500,1.611000,0.861698,0.634196,0.211242,0.006838,0.525486,\(Tables.text(row))0000"
    },
    KnownTable(
      "electricity load diagrams (LD2011-2014)",
      "\"\";\"MT_001\";\"MT_002\";\"MT_003\"\n", target: "MT_003",
      told: ["decimal comma", "yyyy-mm-dd HH:MM:SS", "every 15 minutes"],
      labels: ("2021-01-01 00:15:00", "2021-01-01 12:00:00"),
      future: ["2021-01-01 12:15:00", "2021-01-01 12:30:00"]
    ) { row in
      WrittenTime(900 + 900 * row).text("\"Y-m-d H:M:S\"")
        + ";3,80710659898477;0;\(Tables.text(row, ","))"
    },
    KnownTable(
      "UCI bike sharing",
      "instant,dteday,season,yr,mnth,hr,holiday,weekday,workingday,weathersit,temp,cnt\n",
      told: ["yyyy-mm-dd H in dteday + hr", "every hour"],
      labels: ("2021-01-01 0", "2021-01-02 23"), future: ["2021-01-03 0", "2021-01-03 1"],
      value: { Double(16 + 7 * $0 % 90) }
    ) { row in
      "\(row + 1),\(hour(row, "Y-m-d")),1,0,1,\(row % 24),0,6,0,1,0.24,\(16 + 7 * row % 90)"
    },
    KnownTable(
      "UCI appliances energy", "\"date\",\"Appliances\",\"lights\",\"T1\",\"rv2\"\n", target: "T1",
      told: ["yyyy-mm-dd HH:MM:SS", "every 10 minutes"],
      labels: ("2021-01-11 17:00:00", "2021-01-12 00:50:00"),
      future: ["2021-01-12 01:00:00", "2021-01-12 01:10:00"]
    ) { row in
      WrittenTime(10 * 86_400 + 17 * 3600 + 600 * row).text("\"Y-m-d H:M:S\"")
        + ",\"60\",\"30\",\"\(Tables.text(row))\",\"13.2754331571049\""
    },
    KnownTable(
      "Numenta benchmark", "timestamp,value\n",
      told: ["yyyy-mm-dd HH:MM:SS", "every 5 minutes"],
      labels: ("2021-02-14 14:27:00", "2021-02-14 18:22:00"),
      future: ["2021-02-14 18:27:00", "2021-02-14 18:32:00"]
    ) { row in
      WrittenTime(44 * 86_400 + 14 * 3600 + 27 * 60 + 300 * row).text("Y-m-d H:M:S")
        + ",\(Tables.text(row))"
    },
    KnownTable(
      "Prophet's example", "\"ds\",\"y\"\n", told: ["yyyy-mm-dd", "every day"],
      labels: ("2021-01-01", "2021-02-17"), future: ["2021-02-18", "2021-02-19"],
      value: { Double(Tables.text($0) + "8") ?? .nan }
    ) { "\"\(day($0, "Y-m-d"))\",\(Tables.text($0))8" },
    KnownTable(
      "Rossmann sales, one store",
      "\"Store\",\"DayOfWeek\",\"Date\",\"Sales\",\"Customers\",\"Open\",\"Promo\","
        + "\"StateHoliday\",\"SchoolHoliday\"\n",
      target: "Sales", told: ["turned round", "every day"],
      labels: ("2021-01-01", "2021-02-17"), future: ["2021-02-18", "2021-02-19"],
      value: { Double(5000 + 37 * $0 % 900) }
    ) { row in
      let back = 47 - row
      return "1,\(back % 7 + 1),\(day(back, "Y-m-d")),\(5000 + 37 * back % 900),555,1,1,\"0\",\"1\""
    },
    KnownTable(
      "M4 transposed", "\"\",\"V2\",\"V3\",\"V4\"\n", target: "V3", told: ["' between columns"],
      labels: ("1", "48"), future: []
    ) { row in "\"\(row + 1)\",\(Tables.text(row + 1)),\(Tables.text(row)),7\(row % 10)" },
  ]

  static func marked(_ words: [String]) -> DataOptions {
    var options = DataOptions(missingValues: .interpolate)
    options.form.missingMarkers = words
    return options
  }
}
