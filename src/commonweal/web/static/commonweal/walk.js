// Walks the picture of the pyramid with the arrow keys; Tab then enters and leaves it in one step.
// Without this file every block and seat is an ordinary link.
"use strict";
(() => {
  const near = {
    ArrowLeft: (dx, dy) => (dx < -1 ? -dx + 4 * Math.abs(dy) : Infinity),
    ArrowRight: (dx, dy) => (dx > 1 ? dx + 4 * Math.abs(dy) : Infinity),
    ArrowUp: (dx, dy) => (dy < -1 ? -dy + 2 * Math.abs(dx) : Infinity),
    ArrowDown: (dx, dy) => (dy > 1 ? dy + 2 * Math.abs(dx) : Infinity),
  };
  const centre = (link) => {
    const box = link.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const stop = (links, here) => links.forEach((link) => link.setAttribute("tabindex", link === here ? "0" : "-1"));
  const next = (links, here, cost) => {
    const [x, y] = centre(here);
    const costs = links.map((link) => { const [u, v] = centre(link); return cost(u - x, v - y); });
    const best = Math.min(...costs);
    return best === Infinity ? here : links[costs.indexOf(best)];
  };
  const prepare = (picture) => {
    const links = [...picture.querySelectorAll("svg a")];
    if (!links.length) return;
    stop(links, links[0]);
    picture.addEventListener("focusin", (event) => {
      const here = event.target.closest("svg a");
      if (here) stop(links, here);
    });
    picture.addEventListener("keydown", (event) => {
      const here = event.target.closest("svg a");
      if (!here || !near[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      next(links, here, near[event.key]).focus();
    });
  };
  document.querySelectorAll("[data-walk]").forEach(prepare);
})();
