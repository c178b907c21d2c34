import { createHash } from 'node:crypto';
import { page, Html } from './html.ts';
import { spoken } from './language.ts';

/** For a phone, a screen and paper: no fonts, pictures or scripts, so that it opens anywhere and asks nobody for anything. */
const css = `:root{color-scheme:light dark}
body{font:1rem/1.5 Georgia,'Times New Roman',serif;max-width:46rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1,h2,h3,nav,dl,table,footer{font-family:system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.25rem;line-height:1.3}h3{font-size:1rem;margin:1.5rem 0 .25rem}
article{border-top:2px solid;margin-top:3rem;padding-top:1rem}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.15rem 1rem;font-size:.9rem}dt{font-weight:600}dd{margin:0;min-width:0}
.text{white-space:pre-wrap;border-left:3px solid;padding-left:1rem}
.small{font-size:.85rem}.notice{font-weight:600;border:2px solid;padding:.5rem 1rem}
ol,ul{padding-left:1.5rem}li{margin:.35rem 0}blockquote{margin:.25rem 0;padding-left:1rem;border-left:3px solid}
.timeline{list-style:none;padding:0}.timeline>li{border-top:1px solid;padding:.6rem 0;margin:0}.timeline time{font-family:system-ui,sans-serif;font-weight:600}
a.noted{text-decoration:none}a.noted::before{content:'\\270E\\00A0'}
mark{background:none;color:inherit;font-weight:700}
code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}
@page{margin:18mm 16mm;@bottom-right{content:counter(page);font:9pt system-ui,sans-serif}}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:10.5pt;color:#000;background:#fff}
article{break-before:page;border:0;margin:0;padding:0}h1,h2,h3{break-after:avoid}li,dd,.notice{break-inside:avoid}.text{orphans:3;widows:3}
nav a{color:inherit;text-decoration:none}.screen{display:none}}`;

/** Nothing is loaded, run, framed or sent; of styles only ours, known by its hash. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** A whole page of HTML in one file. */
export function wholePage(title: string, body: readonly Html[]): Uint8Array {
  const { code } = page`<!doctype html>
<html lang="${spoken()?.code ?? 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${title}</title>
<style>${new Html(css)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return new TextEncoder().encode(code);
}
