"""Builds the shipped models and the golden cases; every file it writes is reproducible."""
