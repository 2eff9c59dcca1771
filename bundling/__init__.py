"""Putting the product on a machine without a network: the bundle and its trial."""
