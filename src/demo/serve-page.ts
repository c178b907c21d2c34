import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../', import.meta.url));
const lit = dirname(createRequire(import.meta.url).resolve('lit-html')).replace(/[/\\]node$/, '');

/** The only files that are served: the page's own, two of the bot's that hold nothing but rules, and the template library. */
const served: readonly [pattern: RegExp, folder: string][] = [
  [/^\/(src\/demo\/page\/[a-z-]+\.(?:ts|css))$/, source],
  [/^\/(src\/chat\/lint\/(?:components|report)\.ts)$/, source],
  [/^\/lit-html\/((?:[a-z-]+\/)?[a-z-]+\.js)$/, lit],
];

/**
 * Answers the requests of the demo page; false for what is not of the page. TypeScript is served as JavaScript by the
 * same type stripping with which Node runs the bot, so nothing is built and nothing is bundled.
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

/** Node calls its type stripping experimental only when it is called as a function, not when it runs a file: once is enough. */
function withoutTypes(code: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(code);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Nothing from elsewhere, no script and no style but the page's own files and the one import map in it. */
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
