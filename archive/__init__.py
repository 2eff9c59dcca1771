"""Sealed packages: items, manifests, sealing, verification, transfer."""
