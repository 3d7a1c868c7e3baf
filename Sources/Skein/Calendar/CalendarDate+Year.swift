/// The place of a date in its year.
extension CalendarDate {
  /// Days of the year before this one.
  package var dayOfYear: Int {
    (secondsFromEpoch - CalendarDate(year: year).secondsFromEpoch) / 86_400
  }

  package var daysInYear: Int {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365
  }

  package var daysInMonth: Int { Self.length(ofMonth: month, year: year) }
}
