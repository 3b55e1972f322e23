"""genai-lens: collect a snapshot of an AWS account, judge it, and write results and reports."""

__version__ = "0.1.0"
