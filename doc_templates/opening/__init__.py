"""Files of any sort opened for real: paged, decoded, unpacked, within limits."""
