"""Benchmarks: `make bench`. Each prints a ratio of two figures of one run."""
