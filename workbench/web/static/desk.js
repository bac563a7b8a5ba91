// Begins the desk once its font is there: the terminal measures its cells only once. And takes the
// token out of the address line, where a screenshot or the history would keep it.
"use strict";

const address = new URL(window.location.href);
if (address.searchParams.has("token")) {
  address.searchParams.delete("token");
  window.history.replaceState(null, "", address);
}

const begin = window.onload;
window.onload = async (event) => {
  const again = document.querySelector("#again");
  again.addEventListener("click", () => window.location.reload());
  new MutationObserver(() => {
    if (document.body.classList.contains("-closed")) again.focus();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  const faces = ["", "bold ", "italic "].map((face) =>
    document.fonts.load(`${face}16px "Roboto Mono"`),
  );
  await Promise.allSettled(faces);
  begin.call(window, event);
};
