"""Finding, judging and putting together toolchains."""
