"""Facts and figures that can be traced to their cases (指标)."""
