"""The embedded stack: Supabase's protocols on loopback, without Docker and without an account."""
