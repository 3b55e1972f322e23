"""What earlier runs said, and what has changed since."""
