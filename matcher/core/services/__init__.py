"""What is common to the services that may be asked: addresses, answers, and answers kept."""
