"""Education: exemption from and reduction of tuition."""
