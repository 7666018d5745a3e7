"""The world becomes rows here: every source of facts, the loader, and what is derived from them."""
