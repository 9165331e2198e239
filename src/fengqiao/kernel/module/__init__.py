"""The door of a line of work (模块声明)."""
