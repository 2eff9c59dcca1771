"""The policy as data: the model, the loader, its check and its words."""
