"""Text to questions: reading banks, checking them, and knowing where they live."""
