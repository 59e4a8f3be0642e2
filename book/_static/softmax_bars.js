/* The figure of the chapter "Softmax" that a reader can move: bars for the scores, the probabilities, and the
   Jacobian with its numbers. Plain script, nothing is loaded. Without it the still figure stays in its place. */
"use strict";

(() => {
  const [LOW, HIGH] = [-4, 4]; // of a score
  const KEYS = { ArrowUp: 0.1, ArrowRight: 0.1, ArrowDown: -0.1, ArrowLeft: -0.1, PageUp: 1, PageDown: -1 };
  const WIDTH = 120; // of a panel, in its own units; the height is the same

  function softmax(x) {
    const largest = Math.max(...x);
    const powers = x.map((score) => Math.exp(score - largest));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  }

  function jacobian(x) {
    const S = softmax(x);
    return S.map((row, i) => S.map((column, j) => row * ((i === j ? 1 : 0) - column)));
  }

  /* The scores after entry `i` has moved; with `together` all move, as far as the first of them can. */
  function moved(x, i, step, together) {
    const moving = together ? x : [x[i]];
    const room = step > 0 ? HIGH - Math.max(...moving) : LOW - Math.min(...moving);
    const by = step > 0 ? Math.min(step, room) : Math.max(step, room);
    return x.map((score, j) => (together || j === i ? Math.round(100 * (score + by)) / 100 : score));
  }

  const shown = (number, digits) => number.toFixed(digits).replace(/^-(?=0\.?0*$)/, "").replace("-", "−");
  const listed = (numbers, digits) => `(${numbers.map((number) => shown(number, digits)).join(", ")})`;
  const subscript = (i) => "₁₂₃₄₅₆"[i];
  const numbersOf = (text) => text.split(" ").map(Number);

  function describe(x) {
    const S = softmax(x);
    const most = S.indexOf(Math.max(...S));
    if (S[most] > 0.97) return `Class ${most + 1} is nearly certain: every entry of the Jacobian is near 0.`;
    if (Math.max(...x) === Math.min(...x)) return "All scores are equal, and so are the probabilities.";
    return `Raise x${subscript(most)} by a little: S${subscript(most)} gains what the others lose.`;
  }

  function make(parent, name, attributes = {}, text = "") {
    const drawn = ["svg", "g", "line", "rect", "circle", "text"].includes(name);
    const space = drawn ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
    const element = document.createElementNS(space, name);
    set(element, attributes);
    element.textContent = text;
    parent.append(element);
    return element;
  }

  function set(element, attributes) {
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  }

  function panel(box, title, role, label) {
    const part = make(box, "div", { class: "panel" });
    make(part, "p", { class: "title", "aria-hidden": "true" }, title);
    return make(part, "svg", { viewBox: `0 0 ${WIDTH} ${WIDTH}`, role, "aria-label": label });
  }

  function build(box) {
    let x = numbersOf(box.dataset.scores);
    const wide = WIDTH / x.length;
    const middle = (i) => (i + 0.5) * wide;
    const height = (score) => 54 - 10.5 * score;

    box.replaceChildren();
    const panels = make(box, "div", { class: "panels" });
    const left = panel(panels, "scores x", "group", "Scores");
    const centre = panel(panels, "probabilities S", "img", "");
    const right = panel(panels, "Jacobian", "img", "");
    const words = make(box, "p", { role: "status", "aria-live": "polite" });
    make(box, "p", { class: "keys" }, "Drag a bar, or move it with the arrow keys. With Shift all scores move.");

    make(left, "line", { class: "axis", x1: 0, x2: WIDTH, y1: height(0), y2: height(0) });
    const scores = x.map((_, i) => {
      const name = `score x${subscript(i)}`;
      const limits = { "aria-valuemin": LOW, "aria-valuemax": HIGH, "aria-orientation": "vertical" };
      const group = make(left, "g", { role: "slider", tabindex: 0, "aria-label": name, ...limits });
      make(group, "rect", { class: "reach", x: i * wide + 1, y: 1, width: wide - 2, height: WIDTH - 14, rx: 3 });
      make(left, "text", { x: middle(i), y: WIDTH - 2 }, `x${subscript(i)}`);
      const bar = make(group, "rect", { class: "score", x: middle(i) - 9, width: 18 });
      return { group, bar, grip: make(group, "circle", { r: 6, cx: middle(i) }), number: make(group, "text") };
    });
    make(centre, "line", { class: "axis", x1: 0, x2: WIDTH, y1: 106, y2: 106 });
    const probabilities = x.map((_, i) => {
      make(centre, "text", { x: middle(i), y: WIDTH - 2 }, `S${subscript(i)}`);
      const bar = make(centre, "rect", { class: "probability", x: middle(i) - 9, width: 18 });
      return { bar, number: make(centre, "text", { x: middle(i) }) };
    });
    const cells = x.map((_, i) =>
      x.map((_, j) => {
        const place = { x: j * wide + 1, y: i * wide + 1, width: wide - 2, height: wide - 2 };
        make(right, "rect", { class: "neutral", ...place });
        const square = make(right, "rect", place);
        return { square, number: make(right, "text", { x: middle(j), y: middle(i) + 4 }) };
      }),
    );

    function draw() {
      const [S, J] = [softmax(x), jacobian(x)];
      scores.forEach(({ group, bar, grip, number }, i) => {
        const [top, bottom] = [height(Math.max(x[i], 0)), height(Math.min(x[i], 0))];
        set(bar, { y: top, height: bottom - top });
        set(grip, { cy: height(x[i]) });
        set(number, { x: middle(i), y: x[i] < 0 ? height(0) - 4 : height(0) + 12 });
        number.textContent = shown(x[i], 1);
        const heard = `${shown(x[i], 1)}, probability ${shown(S[i], 3)}`;
        set(group, { "aria-valuenow": x[i], "aria-valuetext": heard });
      });
      probabilities.forEach(({ bar, number }, i) => {
        set(bar, { y: 106 - 90 * S[i], height: 90 * S[i] });
        set(number, { y: 102 - 90 * S[i] });
        number.textContent = shown(S[i], 3);
      });
      cells.forEach((row, i) =>
        row.forEach(({ square, number }, j) => {
          const strength = Math.min(1, Math.abs(J[i][j]) / 0.25).toFixed(3);
          set(square, { class: J[i][j] > 0 ? "positive" : "negative", "fill-opacity": strength });
          number.textContent = shown(J[i][j], 3);
        }),
      );
      set(centre, { "aria-label": `Probabilities ${listed(S, 3)}.` });
      const rows = J.map((row, i) => `row ${i + 1}: ${listed(row, 3)}`).join("; ");
      set(right, { "aria-label": `Jacobian, ${rows}.` });
      words.textContent = describe(x);
    }

    scores.forEach(({ group }, i) => {
      group.addEventListener("keydown", (event) => {
        const step = { ...KEYS, Home: LOW - x[i], End: HIGH - x[i] }[event.key];
        if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        x = moved(x, i, step, event.shiftKey);
        draw();
      });
      group.addEventListener("pointerdown", (event) => {
        group.setPointerCapture(event.pointerId);
        group.focus();
        drag(event);
      });
      group.addEventListener("pointermove", (event) => {
        if (group.hasPointerCapture(event.pointerId)) drag(event);
      });
      function drag(event) {
        const area = left.getBoundingClientRect();
        const score = (54 - ((event.clientY - area.top) / area.height) * WIDTH) / 10.5;
        x = moved(x, i, Math.round(10 * (score - x[i])) / 10, event.shiftKey);
        draw();
      }
    });
    draw();

    // The still figure gives its place to this one, and the rows of the table set the scores.
    const still = box.previousElementSibling?.querySelector(".book-figure");
    if (still) still.hidden = true;
    for (const row of document.querySelectorAll(".softmax-table tbody tr")) {
      const name = row.querySelector("th");
      const button = make(name, "button", { type: "button" }, "show above");
      button.setAttribute("aria-label", `show above: ${name.firstChild.data}`);
      button.addEventListener("click", () => {
        x = numbersOf(row.dataset.scores).map((score) => Math.min(HIGH, Math.max(LOW, score)));
        draw();
      });
    }
  }

  // The tests run the arithmetic without a page.
  if (typeof module === "object") module.exports = { describe, jacobian, listed, moved, softmax };
  else for (const box of document.querySelectorAll(".softmax-bars")) build(box);
})();
