"""Pictures of stamps: drawn as samples, or read from what the seal maker gave."""
