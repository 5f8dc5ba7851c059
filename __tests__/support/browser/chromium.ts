import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { describeWith, pathOf } from '../project/tools';

/** Debian's name, and those of other systems. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const executablePath = NAMES.map(pathOf).find(Boolean);

/** `describe` if there is a Chromium on PATH. */
export const describeWithChromium = describeWith(
  'Chromium',
  executablePath !== undefined,
  'apt-get install chromium',
);

/** Starts the Chromium of this machine. It must be closed. */
export function launch(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(`none of ${NAMES.join(', ')} is on PATH`);
  return chromium.launch({
    executablePath,
    // Chromium's sandbox refuses to run as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** A page, and everything that it must not do. */
export interface Watched {
  readonly page: Page;
  /** Errors on its console, exceptions, requests beyond loopback, and those that were refused by its policy. */
  readonly faults: string[];
}

/** Opens a page that is watched for everything that it must not do. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    const local =
      ['localhost', '127.0.0.1', '[::1]'].includes(hostname) || ['data:', 'blob:'].includes(protocol);
    if (!local) faults.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, faults };
}
