"""Find, judge, assemble a native-image; download jars."""
