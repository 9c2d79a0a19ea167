"""The rules: values and functions that know no files, no clock and no screen."""
