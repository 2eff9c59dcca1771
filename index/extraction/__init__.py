"""Text from files of any sort, read in children with limits; what is unread says why."""
