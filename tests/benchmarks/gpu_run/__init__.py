"""The parts of the command 'gpu' beside this folder."""
