"""The released programme as files for apps and spreadsheets."""
