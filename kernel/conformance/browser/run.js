// Runs a notebook in a front end, watches it, keeps a screenshot, and says as JSON what
// each code cell has shown.
// usage: node run.js CHROMIUM SERVER lab|classic NOTEBOOK SCREENSHOT
const { chromium } = require('playwright-core');
const { createHash } = require('crypto');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// What differs between the front ends. Their pages have window.harness with the functions
// ready, clear, run, done and save.
const fronts = {
  lab: {
    url: (server, path) => `${server}/static/lab.html?${encodeURIComponent(path)}`,
    cell: '.jp-CodeCell', output: '.jp-Cell-outputArea', content: '.jp-WindowedPanel-viewport', prepare: () => {},
  },
  classic: {
    url: (server, path) => `${server}/notebooks/${encodeURIComponent(path)}`,
    cell: '.code_cell', output: '.output', content: '#notebook-container',
    prepare: () => {
      const wait = setInterval(() => {
        const nb = window.Jupyter && Jupyter.notebook;
        if (!nb || !nb.kernel || !nb.kernel.is_connected()) return;
        clearInterval(wait);
        window.harness = {
          clear: () => nb.clear_all_output(),
          run: () => nb.execute_all_cells(),
          done: () => nb.get_cells().filter(c => c.cell_type === 'code' && c.get_text().trim()).every(c => typeof c.input_prompt_number === 'number'),
          save: () => nb.save_notebook(),
        };
      }, 50);
    },
  },
};

// watch keeps, for each code cell, the pictures that its outputs have shown, one after another.
function watch({ cell, output }) {
  window.seen = new Map();
  const look = () => document.querySelectorAll(cell).forEach((c, k) => {
    const frames = window.seen.get(k) || [];
    window.seen.set(k, frames);
    c.querySelectorAll(`${output} img`).forEach(i => { if (frames[frames.length - 1] !== i.src) frames.push(i.src); });
  });
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['src'] });
}

// told is what each code cell shows now, and the pictures that it has shown.
function told({ cell, output }) {
  return [...document.querySelectorAll(cell)].map((c, k) => ({
    figures: [...c.querySelectorAll(`${output} img`)].filter(i => i.complete && i.naturalWidth > 0).map(i => ({
      src: i.src, width: i.clientWidth, dots: i.naturalWidth,
    })),
    frames: new Set(window.seen.get(k) || []).size,
    text: [...c.querySelectorAll(output)].map(o => o.innerText).join('\n'),
  }));
}

const png = src => Buffer.from(src.slice(src.indexOf(',') + 1), 'base64');
const hash = data => createHash('sha256').update(data).digest('hex');

// moves looks at an animation until its picture has changed.
async function moves(page, front, k, i) {
  const img = page.locator(front.cell).nth(k).locator(`${front.output} img`).nth(i);
  await img.scrollIntoViewIfNeeded();
  const first = hash(await img.screenshot());
  for (let n = 0; n < 30; n++) {
    await page.waitForTimeout(100);
    if (hash(await img.screenshot()) !== first) return true;
  }
  return false;
}

async function main([executablePath, server, name, path, screenshot]) {
  const front = fronts[name];
  const where = { cell: front.cell, output: front.output };
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
    page.on('pageerror', e => console.error('page:', e.message));
    page.setDefaultTimeout(120000); // CI has two cores
    await page.goto(front.url(server, path));
    await page.evaluate(front.prepare);
    await page.waitForFunction(() => window.harness || window.failed, null);
    const failed = await page.evaluate(() => window.failed);
    if (failed) throw new Error(failed);
    await page.evaluate(() => window.harness.clear());
    await page.evaluate(watch, where);
    await page.evaluate(() => window.harness.run());
    await page.waitForFunction(() => window.harness.done(), null, { timeout: 300000 });
    await page.waitForTimeout(500);
    const cells = await page.evaluate(told, where);
    for (const [k, c] of cells.entries()) {
      for (const [i, f] of c.figures.entries()) {
        const data = png(f.src);
        f.hash = hash(data);
        f.animated = data.includes('acTL');
        f.moves = f.animated && await moves(page, front, k, i);
        delete f.src;
      }
    }
    await page.evaluate(() => window.harness.save());
    const height = await page.evaluate(content => document.querySelector(content).scrollHeight + 200, front.content);
    await page.setViewportSize({ width: 1200, height: Math.min(Math.max(height, 600), 12000) });
    await page.evaluate(content => { document.querySelector(content).closest('.jp-WindowedPanel-outer, #site').scrollTop = 0; }, front.content);
    await page.waitForTimeout(300);
    await page.screenshot({ path: screenshot });
    console.log(JSON.stringify(cells));
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch(e => { console.error(e); process.exitCode = 1; });
