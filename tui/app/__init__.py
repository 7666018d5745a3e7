"""The chat as an application in the terminal: picks, reasons, and a conversation about both."""
