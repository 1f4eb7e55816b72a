"""The simulator imitates the service: its answers are held to upstream's structure."""
