"""Files that Mien ships: the network with its card, icons, the demo picture."""
