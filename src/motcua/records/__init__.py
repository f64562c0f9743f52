"""What the city knows and has issued: papers, the population register and other registers, documents, signatures."""
