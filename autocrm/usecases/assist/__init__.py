"""What helps a member at work. Nothing here changes or sends anything."""
