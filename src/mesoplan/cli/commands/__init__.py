"""The commands. A new one: a model in a module of its name, or of its kind (`MODULES`), and its name in `COMMANDS`."""
