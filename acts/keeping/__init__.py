"""长期保存与处置: looks, mirrors, tests, retention, destruction, export."""
