"""Tools the tests are built with."""
