"""Whether an e-mail address or a telephone number can be right, what it is in one normal form, and what was probably meant."""
