// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* Asks the engine of a packed page, without a browser: takes a request a line, and prints an answer a line, both as the
   engine has them. The first line tells what the module wants from outside and what it offers.

     node ask.js build/synfin-playground.html <requests >answers */

const fs = require("fs");
const readline = require("readline");
const vm = require("vm");

const page = fs.readFileSync(process.argv[2], "utf8");
const scripts = [...page.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)].map(([, attributes, text]) => ({ attributes, text }));
const base64 = scripts.find(({ attributes }) => attributes.includes('id="engine"')).text;
const code = scripts.find(({ attributes, text }) => !attributes && text.includes("engineReady =")).text;

const document = { getElementById: (id) => ({ textContent: id === "engine" ? base64 : "" }) };
const context = vm.createContext({ document, atob, TextEncoder, TextDecoder });
const run = (text) => vm.runInContext(text, context);

async function main() {
  run(code);
  await run("engineReady");
  const names = (kind) => run(`WebAssembly.Module.${kind}(engine.module)`).map(({ name }) => name);
  console.log(JSON.stringify({ imports: names("imports"), exports: names("exports") }));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    context.request = line;
    console.log(run("askText(request)"));
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
