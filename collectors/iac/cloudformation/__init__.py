"""CloudFormation, SAM and the output of CDK, read into stacks of things: `read.py` is the entry."""
