"""演示: the shipped sample story and its people."""
