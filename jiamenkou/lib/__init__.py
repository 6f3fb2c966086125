"""One small thing a file, no models."""
