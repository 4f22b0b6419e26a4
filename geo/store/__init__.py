"""The data sets at hand: what ships, what is kept, what a visitor brings; selections of them."""
