"""Pages: one module per page family, forms beside them."""
