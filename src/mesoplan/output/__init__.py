"""What people see: an answer becomes a page of blocks, once, and each format paints every block."""
