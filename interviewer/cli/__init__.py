"""The command line: one file a command, each parsing, calling and printing."""
