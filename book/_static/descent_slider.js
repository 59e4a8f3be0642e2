/* The slider of the chapter "Gradient descent on a parabola": f(x) = 5x² + 2, drawn for the rate and the
   start that are set. Plain script, nothing is loaded. Without it the page keeps a note and its figures. */
"use strict";

(() => {
  const STEPS = 30;
  const WIDEST = 2.4; // the drawing shows |x| up to here
  const VALUE = (x) => 5 * x * x + 2;
  const SLOPE = (x) => 10 * x;

  const shown = (number, digits) => number.toFixed(digits).replace("-", "−");
  const across = (x) => 180 + 68 * x;
  const down = (value) => 232 - 7 * value;

  function iterates(rate, start) {
    const points = [start];
    while (points.length <= STEPS) {
      const x = points.at(-1);
      points.push(x - rate * SLOPE(x));
    }
    return points;
  }

  function upToTheEdge(points) {
    const outside = points.findIndex((x) => Math.abs(x) > WIDEST);
    return outside < 0 ? points : points.slice(0, outside + 1);
  }

  function describe(rate, start) {
    const factor = Math.round(1000 * (1 - 10 * rate)) / 1000; // the rate has three digits
    const size = Math.abs(factor);
    let words;
    if (start === 0) words = "the start is the minimum, and every rate stays there";
    else if (factor === 0) words = "it converges: one step reaches the minimum";
    else if (factor === 1) words = "x never moves, so it does not reach the minimum";
    else if (factor === -1) words = "it jumps from side to side for ever and does not converge";
    else if (size > 1) words = "it diverges: every step crosses the minimum and ends farther away";
    else if (factor < 0) words = "it converges: every step crosses the minimum and ends nearer";
    else words = "it converges: every step stays on its side and ends nearer";
    return `Factor 1 − 10η = ${shown(factor, 2)}: ${words}.`;
  }

  function listed(points) {
    const first = points.slice(0, 5);
    return first.map((x, n) => `x${"₀₁₂₃₄"[n]}\u00a0=\u00a0${shown(x, 3)}`).join(", ");
  }

  function make(parent, name, attributes = {}, text = "") {
    const drawn = ["svg", "path", "line", "circle", "text"].includes(name);
    const space = drawn ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
    const element = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    parent.append(element);
    return element;
  }

  function slider(parent, name, attributes) {
    const row = make(parent, "label");
    make(row, "span", {}, name);
    const input = make(row, "input", { type: "range", ...attributes });
    return [input, make(row, "span", { class: "value", "aria-hidden": "true" })]; // the input says it
  }

  function drawAxes(svg) {
    const right = across(WIDEST);
    make(svg, "line", { class: "axis", x1: across(-WIDEST), y1: down(0), x2: right, y2: down(0) });
    for (const x of [-2, -1, 0, 1, 2])
      make(svg, "text", { x: across(x), y: down(0) + 16, "text-anchor": "middle" }, shown(x, 0));
    for (const value of [10, 20, 30]) {
      make(svg, "line", { class: "grid", x1: across(-WIDEST), y1: down(value), x2: right, y2: down(value) });
      make(svg, "text", { x: 2, y: down(value) + 4 }, String(value));
    }
    make(svg, "text", { x: 30, y: 12 }, "f(x)");
    make(svg, "text", { x: right, y: down(0) + 16, "text-anchor": "end" }, "x");
    const curve = Array.from({ length: 97 }, (_, i) => i / 20 - WIDEST);
    make(svg, "path", { class: "curve", d: path(curve) });
  }

  function path(points) {
    return "M" + points.map((x) => `${across(x).toFixed(1)} ${down(VALUE(x)).toFixed(1)}`).join("L");
  }

  function build(box) {
    box.replaceChildren();
    const rates = { min: 0, max: 0.24, step: 0.005, value: 0.15 };
    const [rate, rateShown] = slider(box, "Learning rate η", rates);
    const [start, startShown] = slider(box, "Start x₀", { min: -2, max: 2, step: 0.25, value: 2 });
    const svg = make(box, "svg", { viewBox: "0 0 360 256", role: "img" });
    drawAxes(svg);
    const trail = make(svg, "path", { class: "trail" });
    const words = make(box, "p", { role: "status", "aria-live": "polite" });
    const numbers = make(box, "p", { class: "numbers" });

    function draw() {
      const [eta, from] = [rate.valueAsNumber, start.valueAsNumber];
      const points = iterates(eta, from);
      const visible = upToTheEdge(points);
      trail.setAttribute("d", path(visible));
      for (const old of svg.querySelectorAll("circle")) old.remove();
      visible.forEach((x, n) => {
        const place = { cx: across(x).toFixed(1), cy: down(VALUE(x)).toFixed(1) };
        make(svg, "circle", { ...place, r: n ? 3.5 : 6, class: n ? "point" : "start" });
      });
      rateShown.textContent = shown(eta, 3);
      startShown.textContent = shown(from, 2);
      words.textContent = describe(eta, from);
      numbers.textContent = listed(points);
      svg.setAttribute("aria-label", `The parabola with the points of descent. ${words.textContent}`);
    }
    for (const input of [rate, start]) input.addEventListener("input", draw);
    draw();
  }

  // The tests run the arithmetic without a page.
  if (typeof module === "object") module.exports = { describe, iterates, listed, upToTheEdge };
  else for (const box of document.querySelectorAll(".descent-slider")) build(box);
})();
