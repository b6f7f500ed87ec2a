"""The data of interviewing and grading, and the pure rules over it.

Frozen values only: nothing here reads a file, a clock or a network.
"""
