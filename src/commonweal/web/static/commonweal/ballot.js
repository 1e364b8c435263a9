// On a ranked ballot, a tap on a name writes the next number, and a second tap takes it back.
// Without this file the numbers are typed; the server checks either way.
"use strict";
(() => {
  const rank = (input) => Number.parseInt(input.value, 10) || 0;
  const prepare = (paper) => {
    const inputs = [...paper.querySelectorAll("input[type=number]")];
    const highest = () => Math.max(0, ...inputs.map(rank));
    const take = (input) => {
      const gone = rank(input);
      input.value = "";
      inputs.filter((other) => rank(other) > gone).forEach((other) => { other.value = String(rank(other) - 1); });
    };
    inputs.forEach((input) => {
      const label = paper.querySelector(`label[for="${input.id}"]`);
      label.classList.add("taps");
      label.addEventListener("click", (event) => {
        event.preventDefault();
        if (rank(input)) take(input);
        else input.value = String(highest() + 1);
        input.focus({ preventScroll: true });
      });
    });
  };
  document.querySelectorAll("[data-ballot]").forEach(prepare);
})();
