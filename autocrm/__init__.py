"""AutoCRM: the open, AI-first, Supabase-native support desk."""

__version__ = "0.1.0"
