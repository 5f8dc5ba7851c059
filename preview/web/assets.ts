import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { paths } from './protocol';

/** A file that the server sends. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** The same, compressed. */
  readonly gzip: Buffer;
  /** Whether the path has a hash of the content in it, so that browsers may keep it for ever. */
  readonly lasting: boolean;
}
export interface Assets {
  /** Of the page's code: it changes with it. */
  readonly version: string;
  readonly byPath: ReadonlyMap<string, Asset>;
}

const folder = join(__dirname, '..', 'page');

/** The tab's icon: a small chart in the colour of the worst alarm, with a sign for those who do not see the colour. */
const icons: Readonly<Record<keyof typeof paths.icon, readonly [colour: string, sign: string]>> = {
  starting: ['#9ca3af', ''],
  ok: ['#34d399', ''],
  warning: ['#fbbf24', '!'],
  critical: ['#f87171', '!!'],
};
function iconOf([colour, sign]: readonly [string, string]): string {
  const chart = `<path d="M2 11l3-4 3 2 5-6" fill="none" stroke="${colour}" stroke-width="1.8"/>`;
  const text = `<text x="8" y="13" text-anchor="middle" fill="${colour}" font-family="sans-serif" font-size="13" font-weight="bold">${sign}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1f2937"/>${sign ? text : chart}</svg>`;
}

/**
 * Bundles the page's script and style, and makes the document around them.
 * @throws {Error} what esbuild says about the sources
 */
export async function bundlePage(): Promise<Assets> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.ts'), join(folder, 'page.css')],
    outdir: folder,
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
    charset: 'utf8',
    format: 'esm',
    target: 'es2022',
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return assetsOf(text('.js'), text('.css'));
}

/** The files of the page. Pure. */
export function assetsOf(script: string, style: string): Assets {
  const version = hash(script + style);
  const files = { script: `/assets/page-${hash(script)}.js`, style: `/assets/page-${hash(style)}.css` };
  const byPath = new Map([
    ['/', asset('text/html; charset=utf-8', documentOf(files), false)],
    ...Object.entries(icons).map(([name, icon]): [string, Asset] => [
      paths.icon[name as keyof typeof icons],
      asset('image/svg+xml', iconOf(icon), false),
    ]),
    [files.script, asset('text/javascript; charset=utf-8', script, true)],
    [files.style, asset('text/css; charset=utf-8', style, true)],
  ]);
  return { version, byPath };
}

function documentOf({ script, style }: { script: string; style: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Monitoring preview</title>
<link rel="icon" href="${paths.icon.starting}">
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
</head>
<body>
<div id="page"></div>
<noscript>This page draws the dashboards in the browser, and needs JavaScript. The terminal shows the same numbers as a table.</noscript>
</body>
</html>
`;
}

const asset = (type: string, text: string, lasting: boolean): Asset => {
  const body = Buffer.from(text);
  return { type, body, gzip: gzipSync(body, { level: 9 }), lasting };
};
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
