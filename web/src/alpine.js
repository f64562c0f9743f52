// For a page that holds small state of its own: put this script into its block `head`. Most pages need none.
import Alpine from "@alpinejs/csp";

// Alpine's CSP build runs only what is registered here by name: pages never carry code.
Alpine.data("disclosure", () => ({ open: false, toggle() { this.open = !this.open; }, close() { this.open = false; } }));
Alpine.data("ticks", () => ({ count: 0, update() { this.count = this.$root.querySelectorAll("[data-row] input[type=checkbox]:checked").length; }, get none() { return this.count === 0; } }));

window.Alpine = Alpine;
Alpine.start();
