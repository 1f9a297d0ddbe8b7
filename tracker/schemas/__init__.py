"""Shapes of what comes in and goes out. They judge form, never facts."""
