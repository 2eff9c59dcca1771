"""What the bureau does: one function per act, composing the rooms below."""
