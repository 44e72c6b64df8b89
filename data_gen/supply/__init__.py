"""Where the goods come from and lie: vendors that deliver, stock that follows the sales, counts that find what books do not know."""
