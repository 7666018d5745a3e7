"""How music sounds: recordings are decoded, listened to by a model, and kept as one vector each."""
