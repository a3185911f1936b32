"""The command line: a file a command, thin; what is heavy is loaded when a command runs."""
