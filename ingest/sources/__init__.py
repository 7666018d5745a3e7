"""One file per source of facts about music."""
