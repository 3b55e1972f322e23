"""genai-lens: the stages that turn a snapshot into results and reports."""

__version__ = "0.1.0"
