"""Money, dates, calendars and phones: know nothing of models or of debt."""
