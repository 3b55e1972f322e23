"""Things of code -> the records that collectors make of an account: `records.py` is the entry."""
