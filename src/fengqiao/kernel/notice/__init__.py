"""What is told to those outside: agencies that sent something learn what became of it (通知)."""
