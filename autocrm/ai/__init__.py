"""The steps of an answer, one a file. Pure: no clock, no file, no network."""
