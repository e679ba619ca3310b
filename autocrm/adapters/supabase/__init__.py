"""The only place that imports supabase-py."""
