"""What the city knows and has issued: papers, registers (the population's too), documents, signatures."""
