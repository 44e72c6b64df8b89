"""What runs without a browser, one verb a file."""
