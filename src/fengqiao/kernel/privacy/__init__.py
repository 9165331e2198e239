"""Personal data: encrypted in the column, found by a blind index, masked on the page (个人信息保护)."""
