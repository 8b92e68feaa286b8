"""Runs a program on a JVM with the answers, payload and rights that its executable will have."""
