"""What may be asked: read once into a typed tree, the same for every engine."""
