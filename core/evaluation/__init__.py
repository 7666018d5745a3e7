"""Are the neighbours right? Measured against a list of neighbours that the engine never sees."""
