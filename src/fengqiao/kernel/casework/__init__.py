"""One shape for every matter: course, steps, clocks, duties, parties, referrals (办件)."""
