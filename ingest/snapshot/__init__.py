"""One listener's digging, carried to everybody: the whole graph in a file, and back.

A snapshot holds the facts and what was derived from them, so whoever takes it in needs no build, and
answers the same questions with the same bytes.
"""
