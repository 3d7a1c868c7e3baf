import Skein

extension KnownTable {
  private static func day(_ row: Int, _ form: String) -> String {
    WrittenTime(row * 86_400).text(form)
  }

  /// The weekdays from Monday, 4 January 2021 on.
  private static func weekday(_ row: Int, _ form: String) -> String {
    WrittenTime((3 + row / 5 * 7 + row % 5) * 86_400).text(form)
  }

  /// 1,234.5 and on.
  private static func price(_ row: Int) -> Double { Tables.value(row) + 1200 }

  private static func priceText(_ row: Int) -> String {
    let text = "\(price(row))"
    return "\(text.prefix(1)),\(text.dropFirst())0"
  }

  private static let sevenDays: (String, String) = ("01/01/2021", "02/17/2021")

  /// Prices as exchanges and brokers give them out.
  static let markets: [KnownTable] = [
    KnownTable(
      "Yahoo Finance", "Date,Open,High,Low,Close,Adj Close,Volume\n", target: "Adj Close",
      missing: [17],
      told: ["yyyy-mm-dd", "every weekday", "1 missing value ('null')"],
      labels: ("2021-01-04", "2021-03-10"), future: ["2021-03-11", "2021-03-12"]
    ) { row in
      row == 17
        ? "\(weekday(row, "Y-m-d")),null,null,null,null,null,null"
        : "\(weekday(row, "Y-m-d")),13.100000,14.200000,12.9,13.5,\(Tables.text(row))00000,34500"
    },
    KnownTable(
      "yfinance of today",
      "Price,Close,High,Low,Open,Volume\nTicker,SPY,SPY,SPY,SPY,SPY\nDate,,,,,\n", target: "Close",
      told: ["yyyy-mm-dd", "every weekday", "from line 2 on hold units or more names"],
      labels: ("2021-01-04", "2021-03-10"), future: ["2021-03-11", "2021-03-12"]
    ) { "\(weekday($0, "Y-m-d")),\(Tables.text($0)),370.6,364.8,370.1,1102107\($0 % 10)" },
    KnownTable(
      "investing.com",
      "\u{FEFF}\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n",
      target: "Price",
      told: ["',' between thousands", "mon dd, yyyy", "turned round", "every day"],
      labels: ("Jan 01, 2021", "Feb 17, 2021"), future: ["Feb 18, 2021", "Feb 19, 2021"],
      value: price
    ) { row in
      "\"\(day(47 - row, "b d, Y"))\",\"\(priceText(47 - row))\",\"1,230.00\",\"1,234.50\","
        + "\"1,199.10\",\"12.3K\",\"\(row % 2 == 0 ? "-" : "")1.2\(row % 10)%\""
    },
    KnownTable(
      "investing.com, its volume",
      "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n", target: "Vol.",
      missing: [40],
      told: ["mm/dd/yyyy", "turned round", "'-'"],
      labels: sevenDays, future: ["02/18/2021", "02/19/2021"],
      value: { Double(100 * (115 + $0 % 10)) }
    ) { row in
      let back = 47 - row
      let volume = back == 40 ? "-" : "1\(back % 10 >= 5 ? "2" : "1").\((back + 5) % 10)K"
      return "\"\(day(back, "m/d/Y"))\",\"\(priceText(back))\",\"1,230.00\",\"1,234.50\","
        + "\"1,199.10\",\"\(volume)\",\"1.20%\""
    },
    KnownTable(
      "investing.com in Germany",
      "\"Datum\",\"Zuletzt\",\"Eröffn.\",\"Hoch\",\"Tief\",\"Vol.\",\"+/- %\"\n", target: "Zuletzt",
      told: ["decimal comma", "'.' between thousands", "dd.mm.yyyy", "turned round"],
      labels: ("01.01.2021", "17.02.2021"), future: ["18.02.2021", "19.02.2021"], value: price
    ) { row in
      let swapped = priceText(47 - row).map { $0 == "," ? "." : $0 == "." ? "," : $0 }
      return "\"\(day(47 - row, "d.m.Y"))\",\"\(String(swapped))\",\"1.230,00\",\"1.234,50\","
        + "\"1.199,10\",\"12,3K\",\"1,2\(row % 10)%\""
    },
    KnownTable(
      "Nasdaq", "Date,Close/Last,Volume,Open,High,Low\n", target: "Close/Last",
      told: ["mm/dd/yyyy", "turned round"], labels: sevenDays,
      future: ["02/18/2021", "02/19/2021"]
    ) { row in
      let back = 47 - row
      return "\(day(back, "m/d/Y")),$\(Tables.text(back))0,4650\(row % 10)123,$11.9,$12.9,$11.1"
    },
    KnownTable(
      "Binance klines without a header", "", target: "column 5",
      told: ["no header", "unix milliseconds", "every hour"],
      labels: ("1609459200000", "1609628400000"), future: ["1609632000000", "1609635600000"]
    ) { row in
      let open = WrittenTime(3600 * row)
      return "\(open.text("t")),28923.63000000,29031.34,28690.17,\(Tables.text(row))0000000,"
        + "2311.81144500,\(open.seconds * 1000 + 3_599_999),66768830.34,58389,1215.35,35103542,0"
    },
    KnownTable(
      "Binance klines in microseconds", "", target: "column 5",
      told: ["no header", "unix microseconds", "every hour"],
      labels: ("1735689600000000", "1735858800000000"),
      future: ["1735862400000000", "1735866000000000"]
    ) { row in
      let open = 1_735_689_600 + 3600 * row
      return "\(open)000000,28923.63,29031.34,28690.17,\(Tables.text(row)),2311.8,"
        + "\(open + 3599)999999,66768830.34,58389,1215.35,35103542,0"
    },
    KnownTable(
      "CryptoDataDownload",
      "https://www.example.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USD\n",
      target: "Close", told: ["line 1 is above the table", "turned round", "every hour"],
      labels: ("2021-01-01 00:00:00", "2021-01-02 23:00:00"),
      future: ["2021-01-03 00:00:00", "2021-01-03 01:00:00"]
    ) { row in
      let back = 47 - row
      return WrittenTime(3600 * back).text("u,Y-m-d H:M:S")
        + ",BTC/USD,47.1,47.9,46.2,\(Tables.text(back)),2.1,99.5"
    },
    KnownTable(
      "Stooq", "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n",
      target: "<CLOSE>", told: ["yyyymmdd HHMMSS in <DATE> + <TIME>", "every 5 minutes"],
      labels: ("20210104 153000", "20210104 192500"),
      future: ["20210104 193000", "20210104 193500"]
    ) { row in
      let time = WrittenTime(3 * 86_400 + 15 * 3600 + 30 * 60 + 300 * row)
      return "AAPL.US,5,\(time.text("Ymd,HMS")),128.9,129.2,128.8,\(Tables.text(row)),301245,0"
    },
    KnownTable(
      "Stooq, by day", "Date,Open,High,Low,Close,Volume\n", target: "Close",
      told: ["yyyy-mm-dd", "every weekday"], labels: ("2021-01-04", "2021-03-10"),
      future: ["2021-03-11", "2021-03-12"]
    ) { "\(weekday($0, "Y-m-d")),9.1,9.9,8.7,\(Tables.text($0)),1024\($0 % 10)" },
    KnownTable(
      "HistData", "", target: "column 6",
      told: ["';' between columns", "yyyymmdd HHMMSS", "every minute"],
      labels: ("20210104 170000", "20210104 174700"),
      future: ["20210104 174800", "20210104 174900"]
    ) { row in
      WrittenTime(3 * 86_400 + 17 * 3600 + 60 * row).text("Ymd HMS")
        + ";1.223960;1.224030;1.223890;1.223980;\(Tables.text(row))"
    },
    KnownTable(
      "MetaTrader 4", "", target: "column 6",
      told: ["no header", "every 15 minutes"],
      labels: ("2021.01.04 17:00", "2021.01.05 04:45"),
      future: ["2021.01.05 05:00", "2021.01.05 05:15"]
    ) { row in
      WrittenTime(3 * 86_400 + 17 * 3600 + 900 * row).text("Y.m.d,H:M")
        + ",1.22396,1.22403,1.22389,\(Tables.text(row)),3\(row % 10)"
    },
    KnownTable(
      "MetaTrader 5",
      "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n",
      target: "<CLOSE>", told: ["tabs between columns", "every hour"],
      labels: ("2021.01.04 00:00:00", "2021.01.05 23:00:00"),
      future: ["2021.01.06 00:00:00", "2021.01.06 01:00:00"]
    ) { row in
      WrittenTime(3 * 86_400 + 3600 * row).text("Y.m.d\tH:M:S")
        + "\t1.2\t1.3\t1.1\t\(Tables.text(row))\t101\t0\t1"
    },
    KnownTable(
      "Google Finance in a sheet", "Date,Close\n",
      told: ["m/d/yyyy HH:MM:SS", "every weekday"],
      labels: ("1/4/2021 16:00:00", "3/10/2021 16:00:00"),
      future: ["3/11/2021 16:00:00", "3/12/2021 16:00:00"]
    ) { "\(weekday($0, "n/e/Y")) 16:00:00,\(Tables.text($0))" },
    KnownTable(
      "Alpha Vantage", "timestamp,open,high,low,close,volume\n", target: "close",
      told: ["turned round", "every 5 minutes"],
      labels: ("2021-01-04 16:05:00", "2021-01-04 20:00:00"),
      future: ["2021-01-04 20:05:00", "2021-01-04 20:10:00"]
    ) { row in
      WrittenTime(3 * 86_400 + 20 * 3600 - 300 * row).text("Y-m-d H:M:S")
        + ",129.4,129.5,129.3,\(Tables.text(47 - row)),2012"
    },
    KnownTable(
      "CoinMarketCap",
      "timeOpen;timeClose;name;open;high;low;close;volume;marketCap;timestamp\n", target: "close",
      told: ["turned round", "every day"],
      labels: (
        "\"2021-01-01T00:00:00.000Z\"".replacing("\"", with: ""), "2021-02-17T00:00:00.000Z"
      ),
      future: ["2021-02-18T00:00:00.000Z", "2021-02-19T00:00:00.000Z"]
    ) { row in
      let back = 47 - row
      return "\"\(day(back, "Y-m-dT00:00:00.000Z"))\";\"\(day(back, "Y-m-dT23:59:59.999Z"))\";"
        + "\"2781\";28994.0;29600.6;28803.5;\(Tables.text(back));4.07E10;5.4E11;"
        + "\"\(day(back, "Y-m-dT23:59:59.999Z"))\""
    },
  ]
}
