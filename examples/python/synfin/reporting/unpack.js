/* The data of the page: JSON, deflated, in base64. */

let content = null;

async function unpacked() {
  const text = document.getElementById("data").textContent.trim();
  const octets = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

function refuse(why) {
  document.getElementById("main").append(element("p", { role: "alert", class: "refused" }, why));
}

async function start(show) {
  if (typeof DecompressionStream === "undefined") {
    refuse("The data of this page is compressed, and this browser is too old to unpack it: Chromium and Edge can from version 103 on, " +
           "Firefox from 113, Safari from 16.4.");
    return;
  }
  try {
    content = await unpacked();
  } catch (error) {
    refuse(`The data of this page is damaged: ${error.message}. synfin-report writes it again.`);
    return;
  }
  show();
  document.documentElement.dataset.ready = "true";
}
