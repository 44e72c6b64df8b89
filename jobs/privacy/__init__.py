"""Personal data: who is meant, what is held about them, handing it out, and erasing them while the books stay. docs/privacy.md."""
