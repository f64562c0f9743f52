"""Open311 GeoReport v2 over reports of problems: services, requests, tokens; JSON and XML. No personal data go out."""
