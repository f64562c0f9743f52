"""What happens in the registers, by month, register and agency: entered, put right, brought in, contested."""
