"""The tests of 匠档, in folders named by kind."""
