// Runs a notebook in the classic notebook and says what it shows.
// usage: node classic.js CHROMIUM URL SCREENSHOT
const { chromium } = require('playwright-core');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function main([executablePath, url, screenshot]) {
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
    await page.goto(url);
    await page.waitForFunction(() => window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel &&
      Jupyter.notebook.kernel.is_connected(), null, { timeout: 60000 });
    await page.evaluate(() => { Jupyter.notebook.clear_all_output(); Jupyter.notebook.execute_all_cells(); });
    await page.waitForFunction(() => Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code')
      .every(c => typeof c.input_prompt_number === 'number'), null, { timeout: 120000 });
    await page.waitForTimeout(500);
    const seen = await page.evaluate(() => ({
      figures: [...document.querySelectorAll('.output_png img')].filter(i => i.naturalWidth > 0).length,
      errors: [...document.querySelectorAll('.output_error')].map(e => e.innerText),
    }));
    const height = await page.evaluate(() => document.querySelector('#notebook-container').scrollHeight + 200);
    await page.setViewportSize({ width: 1200, height: Math.min(height, 8000) });
    await page.screenshot({ path: screenshot });
    for (const e of seen.errors) console.log('error:', e);
    console.log('figures:', seen.figures);
    if (seen.errors.length > 0) process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch(e => { console.error(e); process.exitCode = 1; });
