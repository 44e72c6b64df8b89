"""What happens once an order was placed: parcels, returns, reviews, surveys and tickets."""
