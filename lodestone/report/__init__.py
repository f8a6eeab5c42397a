"""What came of an evaluation, for people: numbers with their intervals, tables, plots and pictures on one page."""
