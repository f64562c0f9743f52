"""The wallet's pages: papers of the store, links to them, and reports of wrong data with their desk."""
