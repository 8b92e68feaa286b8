"""Run native-image, cache engines, join engine and payload."""
