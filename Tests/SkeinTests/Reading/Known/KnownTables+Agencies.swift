import Skein

extension KnownTable {
  private static func hour(_ row: Int, _ form: String) -> String {
    WrittenTime(row * 3600).text(form)
  }

  private static func day(_ row: Int, _ form: String) -> String {
    WrittenTime(row * 86_400).text(form)
  }

  private static func month(_ row: Int, _ form: String) -> String {
    WrittenTime(month: row, of: 2001).text(form)
  }

  /// Statistics, weather and power, as offices publish them.
  static let agencies: [KnownTable] = [
    KnownTable(
      "FRED", "observation_date,DGS10\n", missing: [9],
      told: ["yyyy-mm-dd", "every day", "1 missing value ('.')"],
      labels: ("2021-01-01", "2021-02-17"), future: ["2021-02-18", "2021-02-19"]
    ) { "\(day($0, "Y-m-d")),\($0 == 9 ? "." : Tables.text($0))" },
    KnownTable(
      "FRED, a month", "DATE,UNRATE\n", told: ["every month"],
      labels: ("2001-01-01", "2004-12-01"), future: ["2005-01-01", "2005-02-01"]
    ) { "\(month($0, "Y-m-d")),\(Tables.text($0))" },
    KnownTable(
      "EIA",
      "Henry Hub Natural Gas Spot Price\nhttps://www.example.com/hist/rngwhhdm.htm\n"
        + "09:12:14 GMT+0000 (UTC)\nSource: some agency\n"
        + "Month,Henry Hub Natural Gas Spot Price Dollars per Million Btu\n",
      told: ["4 lines from line 1 on are above the table", "mon yyyy", "turned round"],
      labels: ("Jan 2001", "Dec 2004"), future: ["Jan 2005", "Feb 2005"]
    ) { "\(month(47 - $0, "b Y")),\(Tables.text(47 - $0))" },
    KnownTable(
      "ENTSO-E load",
      "\"Time (CET/CEST)\",\"Day-ahead Total Load Forecast [MW] - BZN|DE-LU\","
        + "\"Actual Total Load [MW] - BZN|DE-LU\"\n",
      missing: [47], told: ["dd.mm.yyyy HH:MM", "every hour", "'-'"],
      labels: ("01.01.2021 00:00 - 01.01.2021 01:00", "02.01.2021 23:00 - 03.01.2021 00:00"),
      future: ["03.01.2021 00:00 - 03.01.2021 01:00", "03.01.2021 01:00 - 03.01.2021 02:00"],
      value: { Double(45_000 + 370 * $0 % 9000) }
    ) { row in
      let load = row == 47 ? "-" : "\(45_000 + 370 * row % 9000)"
      return "\"\(hour(row, "d.m.Y H:M")) - \(hour(row + 1, "d.m.Y H:M"))\",\"44112\",\"\(load)\""
    },
    KnownTable(
      "ENTSO-E prices", "\"MTU (CET/CEST)\",\"Day-ahead Price [EUR/MWh]\",\"Currency\"\n",
      told: ["every hour"],
      labels: ("01.01.2021 00:00 - 01.01.2021 01:00", "02.01.2021 23:00 - 03.01.2021 00:00"),
      future: ["03.01.2021 00:00 - 03.01.2021 01:00", "03.01.2021 01:00 - 03.01.2021 02:00"]
    ) { row in
      "\"\(hour(row, "d.m.Y H:M")) - \(hour(row + 1, "d.m.Y H:M"))\",\"\(Tables.text(row))\",\"EUR\""
    },
    KnownTable(
      "SMARD",
      "Datum von;Datum bis;Netzlast [MWh] Berechnete Auflösungen;Residuallast [MWh]\n",
      target: "Netzlast [MWh] Berechnete Auflösungen",
      told: ["decimal comma", "'.' between thousands", "dd.mm.yyyy HH:MM in Datum von"],
      labels: ("01.01.2021 00:00", "02.01.2021 23:00"),
      future: ["03.01.2021 00:00", "03.01.2021 01:00"],
      value: { Double(45_000 + 37 * $0 % 900) + 0.25 }
    ) { row in
      "\(hour(row, "d.m.Y H:M"));\(hour(row + 1, "d.m.Y H:M"));"
        + "45.\(String(1000 + 37 * row % 900).dropFirst()),25;31.102,5"
    },
    KnownTable(
      "PJM, one zone", "Datetime,PJME_MW\n", told: ["every hour"],
      labels: ("2021-01-01 01:00:00", "2021-01-03 00:00:00"),
      future: ["2021-01-03 01:00:00", "2021-01-03 02:00:00"],
      value: { Double(26_000 + 37 * $0 % 900) }
    ) { "\(hour($0 + 1, "Y-m-d H:M:S")),\(26_000 + 37 * $0 % 900).0" },
    KnownTable(
      "ERCOT", "HourEnding,COAST,EAST\n", target: "EAST",
      told: ["',' between thousands", "mm/dd/yyyy HH:MM", "every hour"],
      labels: ("01/01/2021 01:00", "01/03/2021 00:00"),
      future: ["01/03/2021 01:00", "01/03/2021 02:00"],
      value: { Double(1100 + 37 * $0 % 800) + 0.5 }
    ) { row in
      let end = row % 24 == 23 ? hour(row, "m/d/Y") + " 24:00" : hour(row + 1, "m/d/Y H:M")
      let value = String(1100 + 37 * row % 800)
      return "\(row % 24 == 23 ? hour(row + 1, "m/d/Y H:M") : end),\"9,876.5\","
        + "\"1,\(value.dropFirst()).5\""
    },
    KnownTable(
      "NOAA daily summaries", "\"STATION\",\"NAME\",\"DATE\",\"PRCP\",\"TMAX\",\"TMIN\"\n",
      target: "TMAX", missing: [11],
      told: ["yyyy-mm-dd in DATE", "every day"],
      labels: ("2021-01-01", "2021-02-17"), future: ["2021-02-18", "2021-02-19"]
    ) { row in
      "\"USW00094728\",\"NY CITY CENTRAL PARK, NY US\",\"\(day(row, "Y-m-d"))\",\"0.00\","
        + "\"\(row == 11 ? "" : Tables.text(row))\",\"31\""
    },
    KnownTable(
      "NOAA CO2", "# Mauna Loa\n# a remark, with a comma\nyear,month,decimal date,average,ndays\n",
      target: "average", told: ["2 remarks", "year + month", "every month"],
      labels: ("2001 1", "2004 12"), future: ["2005 1", "2005 2"]
    ) { row in
      "\(month(row, "Y,n")),\(2001 + row / 12).2027,\(Tables.text(row)),-1"
    },
    KnownTable(
      "Open-Meteo",
      "latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation\n"
        + "52.54833,13.407822,38.0,0,GMT,GMT\n\ntime,temperature_2m (°C)\n",
      told: ["above the table", "yyyy-mm-ddTHH:MM", "every hour"],
      labels: ("2021-01-01T00:00", "2021-01-02T23:00"),
      future: ["2021-01-03T00:00", "2021-01-03T01:00"]
    ) { "\(hour($0, "Y-m-dTH:M")),\(Tables.text($0))" },
    KnownTable(
      "Open-Meteo, many columns",
      "latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation\n"
        + "52.54833,13.407822,38.0,3600,Europe/Berlin,CET\n\n"
        + "time,temperature_2m (°C),rain (mm),wind (km/h),cloud (%),pressure (hPa)\n",
      target: "temperature_2m (°C)", told: ["above the table", "every hour"],
      labels: ("2021-01-01T00:00", "2021-01-02T23:00"),
      future: ["2021-01-03T00:00", "2021-01-03T01:00"]
    ) { "\(hour($0, "Y-m-dTH:M")),\(Tables.text($0)),0.00,11.2,100,1012.\($0 % 10)" },
    KnownTable(
      "DWD hours", "STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor\n", target: "TT_TU",
      options: marked(["-999"]), missing: [5],
      told: ["';' between columns", "yyyymmddHH in MESS_DATUM", "every hour", "'-999'"],
      labels: ("2021010100", "2021010223"), future: ["2021010300", "2021010301"]
    ) { row in
      let value = row == 5 ? "-999" : Tables.text(row)
      return "        433;\(hour(row, "YmdH"));    3;   \(value);   86.\(row % 10);eor"
    },
    KnownTable(
      "DWD days", "STATIONS_ID;MESS_DATUM;QN_3;  FX;  FM; TMK;eor\n", target: "TMK",
      told: ["yyyymmdd in MESS_DATUM", "every day"],
      labels: ("20210101", "20210217"), future: ["20210218", "20210219"]
    ) { row in
      "        433;\(day(row, "Ymd"));   10;  12.\(row % 10);   4.1;  \(Tables.text(row));eor"
    },
    KnownTable(
      "KNMI",
      "# BRON: some institute\n# Opmerking: a remark\n\n# STN,YYYYMMDD,   TG,   TN\n\n",
      target: "TG", told: ["yyyymmdd in YYYYMMDD", "every day"],
      labels: ("20210101", "20210217"), future: ["20210218", "20210219"],
      value: { Double(-12 + 7 * $0 % 90) }
    ) { row in "  260,\(day(row, "Ymd")),  \(-12 + 7 * row % 90),  -41" },
    KnownTable(
      "NASA GISS", "Land-Ocean: Global Means\nYear,Jan,Feb,Mar,J-D\n", target: "J-D", missing: [47],
      told: ["line 1 is above the table", "yyyy in Year", "every year", "'***'"],
      labels: ("1880", "1927"), future: ["1928", "1929"],
      value: { Double("-0.\(100 + 7 * $0 % 90)") ?? .nan }
    ) { row in
      let mean = row == 47 ? "***" : "-.\(100 + 7 * row % 90)"
      return "\(1880 + row),-.18,-.24,-.\(10 + row % 30),\(mean)"
    },
    KnownTable(
      "Eurostat, one series",
      "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n", target: "OBS_VALUE",
      told: ["yyyy-mm in TIME_PERIOD", "every month"],
      labels: ("2001-01", "2004-12"), future: ["2005-01", "2005-02"]
    ) { row in
      "ESTAT:PRC_HICP_MIDX(1.0),17/01/24 11:00:00,M,I15,DE,\(month(row, "Y-m")),\(Tables.text(row)),p"
    },
    KnownTable(
      "ONS",
      "\"Title\",\"UK unemployment\"\n\"CDID\",\"MGSX\"\n\"Unit\",\"%\"\n\"Release date\",\"13-02-2021\"\n",
      told: ["yyyy mon", "every month"],
      labels: ("2001 JAN", "2004 DEC"), future: ["2005 JAN", "2005 FEB"]
    ) { "\"\(month($0, "Y b").uppercased())\",\"\(Tables.text($0))\"" },
    KnownTable(
      "Our World in Data, one country", "Entity,Code,Year,Annual CO2 emissions\n",
      told: ["yyyy in Year", "every year"], labels: ("1880", "1927"), future: ["1928", "1929"]
    ) { "Germany,DEU,\(1880 + $0),\(Tables.text($0))" },
    KnownTable(
      "Johns Hopkins, transposed", "Date,Cases\n", told: ["m/d/yy", "every day"],
      labels: ("1/1/21", "2/17/21"), future: ["2/18/21", "2/19/21"],
      value: { Double(100 + 7 * $0) }
    ) { "\(day($0, "n/e/y")),\(100 + 7 * $0)" },
  ]
}
