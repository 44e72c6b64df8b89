"""The influencer programme: who posts, what it truly sells, what tracking sees of that, and what it costs."""
