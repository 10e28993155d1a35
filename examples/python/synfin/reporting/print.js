/* On paper: light, without controls, charts as pictures. */

function printing() {
  let before = null;
  const pictures = [];
  window.addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    for (const box of document.querySelectorAll(".chart")) {
      if (box.hidden) continue;
      box.draw();
      const canvas = box.querySelector("canvas");
      const picture = element("img", { src: canvas.toDataURL("image/png"), alt: canvas.getAttribute("aria-label"), class: "printed" });
      canvas.after(picture);
      pictures.push(picture);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const picture of pictures.splice(0)) picture.remove();
    document.documentElement.dataset.theme = before;
    for (const box of document.querySelectorAll(".chart")) if (!box.hidden) box.draw();
  });
}
