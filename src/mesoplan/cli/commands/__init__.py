"""The commands, a module each. A new one: a model here, and its name in `COMMANDS`."""
