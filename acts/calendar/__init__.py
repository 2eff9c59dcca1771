"""工作日历: the State Council's yearly notice taken in and shown."""
