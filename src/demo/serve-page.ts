import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../', import.meta.url));
const lit = dirname(createRequire(import.meta.url).resolve('lit-html')).replace(/[/\\]node$/, '');

/** The only files that are served: the page's own, two files of the bot with nothing but rules, and the template library. */
const served: readonly [pattern: RegExp, folder: string][] = [
  [/^\/(src\/demo\/page\/[a-z-]+\.(?:ts|css))$/, source],
  [/^\/(src\/chat\/lint\/(?:components|report)\.ts)$/, source],
  [/^\/lit-html\/((?:[a-z-]+\/)?[a-z-]+\.js)$/, lit],
];

/**
 * Serves the files of the demo page; false for everything else. TypeScript is served as JavaScript, through the same type
 * stripping with which Node runs the bot, so nothing is built or bundled.
 */
export function createPage(): (request: IncomingMessage, response: ServerResponse) => boolean {
  const index = readFileSync(join(source, 'src/demo/page/index.html'), 'utf8');
  const headers = { 'content-security-policy': policyOf(index), 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
  const read = new Map<string, string>();

  return (request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    if (request.method !== 'GET') return false;
    const text = path === '/' ? index : fileAt(path, read);
    if (text === undefined) return false;
    const type = path === '/' ? 'text/html' : path.endsWith('.css') ? 'text/css' : 'text/javascript';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache', ...headers }).end(text);
    return true;
  };
}

function fileAt(path: string, read: Map<string, string>): string | undefined {
  const known = read.get(path);
  if (known !== undefined) return known;
  for (const [pattern, folder] of served) {
    const name = pattern.exec(path)?.[1];
    if (name === undefined) continue;
    const text = textOf(join(folder, name));
    if (text === undefined) return undefined;
    const sent = name.endsWith('.ts') ? withoutTypes(text) : text;
    read.set(path, sent);
    return sent;
  }
  return undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Strips the types without Node's warning that the function is experimental, which it does not print when it runs a file. */
function withoutTypes(code: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(code);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Nothing from other sites, no scripts and styles except the page's own files and its one import map. */
function policyOf(index: string): string {
  const map = /<script type="importmap">([^]*?)<\/script>/.exec(index)?.[1] ?? '';
  const hash = createHash('sha256').update(map).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
