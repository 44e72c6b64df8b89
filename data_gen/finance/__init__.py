"""How the shop is paid, what it gives back, what things cost it and what it planned: stages that follow the orders."""
