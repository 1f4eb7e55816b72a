"""What happens next: plain generators of effects and reports. No clock and no I/O."""
