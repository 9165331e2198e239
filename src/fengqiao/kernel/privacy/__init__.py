"""Encryption, blind indexes and masks for personal data (个人信息保护)."""
