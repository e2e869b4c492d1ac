"""Drawings as SVG text: plain Python, integers only, the same input gives the same bytes.

A drawing never holds a fact of its own; a list or table beside it says the same in words.
"""
