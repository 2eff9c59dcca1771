"""待办: what is due, by which day, under whose rule; as rows and as a calendar file."""
