"""司法行政机关和司法所: bureaus and offices, where they are and how one reaches them."""
