"""`python -m scanner.cli` is `genai-lens`."""

from scanner.cli.main import main

main()
