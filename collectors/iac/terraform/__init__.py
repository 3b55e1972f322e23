"""Terraform and its plans, read into stacks of things: `read.py` is the entry."""
