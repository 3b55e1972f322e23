"""`python -m scanner.cli` is `genai-lens`."""

from scanner.cli import main

main()
