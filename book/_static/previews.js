/* A reference shows what it refers to: an equation, a theorem, a definition or an exercise, while the pointer or
   the focus is on it. What stands in another page is read from that page, where the browser allows it (not from
   file://). Escape closes it; the pointer may move onto it. */
"use strict";

(() => {
  const SHOWN = 'a.reference.internal[href*="#"]';
  const TARGETS = /^(equation-|claim-|definition-|.+-exercise-\d)/;
  const [WAIT, LINGER] = [150, 250]; // milliseconds
  const pages = new Map();
  let popup, opener, timer;

  function targetOf(link) {
    const url = new URL(link.href);
    const name = decodeURIComponent(url.hash.slice(1));
    return TARGETS.test(name) ? { url, name, here: url.pathname === location.pathname } : null;
  }

  async function pageOf(url) {
    const address = url.href.replace(/#.*/, "");
    if (!pages.has(address)) {
      const text = fetch(address).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)));
      pages.set(address, text.then((html) => new DOMParser().parseFromString(html, "text/html")));
    }
    return pages.get(address);
  }

  async function contentOf({ url, name, here }) {
    const page = here ? document : await pageOf(url);
    const found = page.getElementById(name);
    if (!found) return null;
    const copy = document.importNode(found, true);
    for (const old of copy.querySelectorAll(".headerlink, .proof-link, script, style, link")) old.remove();
    for (const part of [copy, ...copy.querySelectorAll("[id]")]) part.removeAttribute("id");
    for (const link of copy.querySelectorAll("a, button, [tabindex]")) link.setAttribute("tabindex", "-1");
    return copy;
  }

  function close() {
    clearTimeout(timer);
    popup?.remove();
    opener?.removeAttribute("aria-describedby");
    popup = opener = undefined;
  }

  function place() {
    const [at, size, gap] = [opener.getBoundingClientRect(), popup.getBoundingClientRect(), 6];
    const widest = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(at.left, widest - size.width - 8));
    const above = at.top - size.height - gap;
    const top = above > 60 || at.bottom + size.height > innerHeight ? above : at.bottom + gap;
    popup.style.left = `${left + scrollX}px`;
    popup.style.top = `${Math.max(top, 8) + scrollY}px`;
  }

  async function open(link) {
    const target = targetOf(link);
    close();
    opener = link;
    const content = await contentOf(target).catch(() => null);
    if (!content || opener !== link) return;
    popup = document.createElement("div");
    popup.className = "preview bd-article";
    popup.id = "preview";
    popup.setAttribute("role", "tooltip");
    popup.append(content);
    popup.addEventListener("pointerenter", () => clearTimeout(timer));
    popup.addEventListener("pointerleave", later);
    document.querySelector("main").append(popup);
    link.setAttribute("aria-describedby", "preview");
    place();
    // An equation from another page is still TeX.
    if (!target.here && window.MathJax?.typesetPromise) await window.MathJax.typesetPromise([popup]);
    if (opener === link) place();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(close, LINGER);
  }

  const linkOf = (event) => event.target.closest?.(SHOWN);
  const wanted = (link) => link && !link.closest(".preview, nav, .bd-sidebar-primary") && targetOf(link);

  document.addEventListener("pointerover", (event) => {
    const link = linkOf(event);
    if (event.pointerType !== "mouse" || !wanted(link)) return;
    clearTimeout(timer);
    if (link !== opener) timer = setTimeout(() => open(link), WAIT);
  });
  document.addEventListener("pointerout", (event) => {
    if (linkOf(event)) later();
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (wanted(link) && link.matches(":focus-visible") && link !== opener) open(link);
  });
  document.addEventListener("focusout", (event) => {
    if (linkOf(event) === opener) later();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && popup) close();
  });
})();
