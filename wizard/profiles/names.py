"""Names that are known without reading anything."""

FILE_NAME = "graalpy-wizard.toml"
DEFAULT = "command-line-tool"  # the preset that a bare `build hello.py` takes
ORDER = (  # the shipped presets, from the ordinary build to the smallest
    "full",
    "quick-build",
    "offline-fast",
    "sandboxed-minimal",
    "command-line-tool",
    "networked-service",
    "smallest",
)
