"""人民调解: a dispute from its first report to its file, by the right people only."""
