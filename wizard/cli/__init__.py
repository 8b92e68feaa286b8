"""The command line: one module a verb. A verb imports what is heavy inside its functions."""
