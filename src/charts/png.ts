import { renderAsync } from '@resvg/resvg-js';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The font of our pictures: it has Latin, Greek and Cyrillic letters. The system's fonts are never used, so that bytes are the same everywhere. */
const font = join(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'), '../ttf/DejaVuSans.ttf');

/**
 * A picture (SVG) as PNG, twice its size in pixels, drawn outside the event loop's thread. Throws what resvg throws for an
 * SVG that is none.
 */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false, fontFiles: [font], defaultFontFamily: 'DejaVu Sans' },
  });
  return image.asPng();
}
