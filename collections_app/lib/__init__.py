"""Money, dates, calendars, rows by the thousand: know nothing of our models or of debt."""
