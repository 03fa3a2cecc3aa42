"""The renderers that ``bench/letter.py`` compares, each in a process of its own; all draw the same residence letter."""
