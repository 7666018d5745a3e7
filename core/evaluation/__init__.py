"""Are the neighbours right? Measured against a list of neighbours that is no part of the graph."""
