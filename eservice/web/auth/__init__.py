"""Pages on which people register, sign in and out, and look after their own account."""
