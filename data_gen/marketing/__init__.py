"""Marketing without influencers: advertising, journeys, sessions, e-mails, loyalty, consents and tests."""
