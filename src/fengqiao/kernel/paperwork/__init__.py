"""Official forms as PDF, bundles and verification (文书、卷宗)."""
