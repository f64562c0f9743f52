"""Construction: permits for houses and works of levels III and IV."""
