"""Accounts, organisations, mandates."""
