"""EEP: one item as one XML file, as DA/T 48-2009 encapsulates electronic records."""
