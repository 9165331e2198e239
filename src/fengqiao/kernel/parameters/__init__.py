"""Rule rows and code lists a province may change, with validity (参数、代码表)."""
