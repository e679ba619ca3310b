"""The outside world: Supabase, models, mail. Each implements a port."""
