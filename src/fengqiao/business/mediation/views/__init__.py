"""The pages of mediation: matters, clues, registers."""
