"""Old books made digital: inventory, images, two blind keyings, classes, sampling by lot, publishing into a register."""
