/* Equations are typeset when the reader sees them. MathJax is fetched while the page is idle and starts with
   the first equation in view; once the reader has moved, the others follow, the nearest first, a few at a
   time, so that scrolling never waits. Whatever puts equations into a page later calls typesetEquations(element). Without
   this script an equation shows its source. */
"use strict";

(() => {
  const HOLDERS = ".math, .mlpkit-verdict, .mlpkit-answer, .mlpkit-derivation, .tex2jax_process, .mathjax_process";
  const IGNORED = ".tex2jax_ignore, .mathjax_ignore, mjx-container";
  const DELIMITER = /\\[([]/;
  const BATCH = 12; // elements at a time, then the page may answer
  const MOVES = ["scroll", "pointerdown", "keydown"];
  const parts = MathJax.loader.load.map((name) => `${name}.js`);
  const folder = `${document.documentElement.dataset.content_root ?? ""}_static/mathjax/`;

  /* The innermost elements that hold the source of an equation. */
  function sources(within) {
    const found = new Set();
    const holders = within.closest(HOLDERS) ? [within] : within.querySelectorAll(HOLDERS);
    for (const holder of holders) {
      const texts = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (DELIMITER.test(texts.currentNode.data) && !element.closest(IGNORED)) found.add(element);
      }
    }
    return found;
  }

  let fetched; // the promise of MathJax, once somebody wants it
  function fetchMathJax() {
    fetched ??= new Promise((resolve, reject) => {
      MathJax.startup = { typeset: false, ready: () => resolve(MathJax.startup.defaultReady()) };
      const script = document.createElement("script");
      script.src = `${folder}startup.js`;
      script.onerror = reject;
      document.head.append(script);
    });
    return fetched;
  }

  /* To have the files at hand costs a page nothing; to run them costs it a tenth of a second. */
  function fetchAhead() {
    for (const file of ["startup.js", "core.js", ...parts]) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "prefetch", as: "script", href: folder + file });
      document.head.append(link);
    }
  }

  const waiting = new Set();
  const isNear = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > -innerHeight && top < 2 * innerHeight;
  };
  const pause = () =>
    new Promise((resolve) => {
      if (window.requestIdleCallback) requestIdleCallback(resolve, { timeout: 100 });
      else setTimeout(resolve);
    });

  /* What has to scroll sideways can be reached without a mouse. */
  function makeReachable() {
    for (const equation of document.querySelectorAll("mjx-container:not([data-seen])")) {
      equation.dataset.seen = "";
      for (let box = equation; box && !box.matches("article, body"); box = box.parentElement) {
        const { overflowX } = getComputedStyle(box);
        if (overflowX !== "visible" && box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      }
    }
  }

  /* Not every reader of pages counts MathML as words: a table's heading that is an equation has a name too. */
  function nameHeading(element) {
    if (element.closest("th")) {
      element.role = "img";
      element.ariaLabel = element.querySelector("math")?.textContent ?? element.textContent;
    }
  }

  let work = Promise.resolve(); // MathJax does one thing at a time
  function typeset(elements) {
    for (const element of elements) waiting.add(element);
    work = work.then(async () => {
      if (waiting.size) await fetchMathJax();
      while (waiting.size) {
        await pause();
        const near = [...waiting].filter(isNear);
        const batch = (near.length ? near : [...waiting]).slice(0, BATCH);
        for (const element of batch) waiting.delete(element);
        await MathJax.typesetPromise(batch);
        batch.forEach(nameHeading);
        if (!waiting.size) makeReachable();
      }
    });
    return work;
  }

  window.typesetEquations = (within = document.body) => typeset(sources(within));

  function start() {
    const seen = new IntersectionObserver((entries) => {
      const near = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
      for (const element of near) seen.unobserve(element);
      if (near.length) typeset(near);
    });
    for (const element of sources(document.body)) seen.observe(element);
    if (location.protocol.startsWith("http")) pause().then(fetchAhead);
    const moved = () => {
      for (const name of MOVES) removeEventListener(name, moved);
      seen.disconnect();
      typesetEquations();
    };
    for (const name of MOVES) addEventListener(name, moved, { passive: true });
    addEventListener("beforeprint", () => {
      if (window.MathJax?.typeset) MathJax.typeset([...sources(document.body)]);
    });
  }

  if (document.readyState === "complete") start();
  else addEventListener("load", start);
})();
