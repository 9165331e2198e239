"""What is entered or taken out, once: forms, sheets, exports (录入、导入、导出)."""
