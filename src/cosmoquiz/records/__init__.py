"""What happened: rounds, answers and settings, kept on the player's own disk."""
