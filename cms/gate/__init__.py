"""Who gets in: passwords, second factors, sessions, tokens of staff; what browsers report."""
