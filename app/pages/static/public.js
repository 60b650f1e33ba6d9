// Two helps for readers: large type that is remembered, and a voice. Every page works without this file.
(() => {
  const root = document.documentElement;
  const kept = {
    get: () => { try { return localStorage.getItem("hfw-big") === "1"; } catch { return false; } },
    set: (on) => { try { localStorage.setItem("hfw-big", on ? "1" : "0"); } catch { /* a private window keeps nothing */ } },
  };
  if (kept.get()) root.classList.add("large");

  const size = () => {
    const link = document.querySelector("[data-big]");
    if (!link) return;
    const show = () => { link.textContent = root.classList.contains("large") ? "正常字" : "大字"; };
    show();
    link.addEventListener("click", (event) => {
      event.preventDefault();
      kept.set(root.classList.toggle("large"));
      show();
    });
  };

  const voice = () => {
    const button = document.querySelector("[data-read]");
    if (!button || !("speechSynthesis" in window) || typeof SpeechSynthesisUtterance !== "function") return;
    const stop = () => { speechSynthesis.cancel(); button.textContent = "朗读"; button.setAttribute("aria-pressed", "false"); };
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-pressed") === "true") { stop(); return; }
      speechSynthesis.cancel();
      // Sentence by sentence: some phones fall silent in the middle of a long text.
      const words = [...document.querySelectorAll("[data-speak]")].map((part) => part.textContent.replace(/\s+/g, " ").trim());
      const sentences = words.join("。").split(/(?<=[。；！？])/).filter((sentence) => /[^。；！？\s]/.test(sentence));
      if (!sentences.length) return;
      button.textContent = "停止朗读";
      button.setAttribute("aria-pressed", "true");
      sentences.forEach((sentence, place) => {
        const utterance = new SpeechSynthesisUtterance(sentence);
        utterance.lang = "zh-CN";
        utterance.rate = 0.9;
        if (place === sentences.length - 1) utterance.onend = stop;
        speechSynthesis.speak(utterance);
      });
    });
    addEventListener("pagehide", () => speechSynthesis.cancel());
  };

  addEventListener("DOMContentLoaded", () => { size(); voice(); });
})();
