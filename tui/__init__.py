"""The listener's door: a conversation in the terminal about why."""
