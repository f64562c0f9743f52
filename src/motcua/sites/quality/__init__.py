"""Pages of data quality (`/chat-luong-du-lieu/`): progress on the map, a commune's findings, loads, proposals to sources."""
